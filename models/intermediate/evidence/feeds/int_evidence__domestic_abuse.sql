with people as (
    select * from {{ known_rows(
        ref('stg_domestic_abuse__marac_people'), key=['row_key']
    ) }}
),

support as (
    select * from {{ known_rows(
        ref('stg_domestic_abuse__idva_support'), key=['row_key']
    ) }}
),

final as (
    {{ evidence_row(
        "'marac_case'", 'people', 'people.row_key',
        on='people.heard_on',
        number='people.dash_score',
        text="case when people.is_repeat then 'REPEAT' end",
        role="case people.person_role when 'CHILD' then 'child_present' else lower(people.person_role) end"
    ) }}
    from people
    where people.record_key is not null
    union all
    {{ evidence_row(
        "'domestic_abuse_support'", 'support', 'support.row_key',
        starts='support.started_on',
        last_day='support.ended_on',
        text='support.end_reason',
        role="'victim'"
    ) }}
    from support
    where support.record_key is not null
    union all
    {{ evidence_row(
        "'measure_score'", 'support', "support.row_key || '|start'",
        on='support.started_on',
        number='support.dash_at_start',
        text="'DASH'",
        role="'victim'"
    ) }}
    from support
    where
        support.record_key is not null
        and support.dash_at_start is not null
    union all
    {{ evidence_row(
        "'measure_score'", 'support', "support.row_key || '|end'",
        on='support.ended_on',
        number='support.dash_at_end',
        text="'DASH'",
        role="'victim'"
    ) }}
    from support
    where
        support.record_key is not null
        and support.dash_at_end is not null
        and support.ended_on is not null
)

select * from final
