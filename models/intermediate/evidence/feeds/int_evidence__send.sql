with requests as (
    select * from {{ known_rows(
        ref('stg_send__requests'), key=['row_key']
    ) }}
),

plans as (
    select * from {{ known_rows(
        ref('stg_send__named_plans'), key=['row_key']
    ) }}
),

needs as (
    select * from {{ known_rows(
        ref('stg_send__sen_needs'), key=['row_key']
    ) }}
),

final as (
    {{ evidence_row(
        "'sen_request'", 'requests', 'requests.row_key',
        on='requests.received_on',
        text='requests.requestoutcome'
    ) }}
    from requests
    where requests.record_key is not null
    union all
    {{ evidence_row(
        "'ehc_plan'", 'plans', 'plans.row_key',
        starts='plans.started_on',
        last_day='plans.ended_on'
    ) }}
    from plans
    where plans.record_key is not null
    union all
    {{ evidence_row(
        "'sen_need'", 'needs', 'needs.row_key',
        starts='plans.started_on',
        last_day='plans.ended_on',
        number='needs.sen_type_rank',
        text='needs.sen_type'
    ) }}
    from needs
    inner join plans
        on
            needs.authority_code = plans.authority_code
            and needs.plan_ref = plans.plan_ref
    where needs.record_key is not null
)

select * from final
