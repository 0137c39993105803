with programmes as (
    select * from {{ known_rows(
        ref('stg_local_services__parenting_programmes'), key=['row_key']
    ) }}
),

conflict as (
    select * from {{ known_rows(
        ref('stg_local_services__parental_conflict'), key=['row_key']
    ) }}
),

carers as (
    select * from {{ known_rows(
        ref('stg_local_services__young_carers'), key=['row_key']
    ) }}
),

advice as (
    select * from {{ known_rows(
        ref('stg_local_services__advice_cases'), key=['row_key']
    ) }}
),

final as (
    {{ evidence_row(
        "'parenting_programme'", 'programmes', 'programmes.row_key',
        starts='programmes.started_on',
        last_day='programmes.ended_on',
        text='programmes.programme'
    ) }}
    from programmes
    where programmes.record_key is not null
    union all
    {{ evidence_row(
        "'parenting_programme_completed'", 'programmes', 'programmes.row_key',
        on='programmes.ended_on',
        text='programmes.programme'
    ) }}
    from programmes
    where
        programmes.record_key is not null
        and programmes.is_completed
        and programmes.ended_on is not null
    union all
    {{ evidence_row(
        "'measure_score'", 'programmes', "programmes.row_key || '|before'",
        on='programmes.started_on',
        number='programmes.score_before',
        text='programmes.measure'
    ) }}
    from programmes
    where
        programmes.record_key is not null
        and programmes.score_before is not null
    union all
    {{ evidence_row(
        "'measure_score'", 'programmes', "programmes.row_key || '|after'",
        on='programmes.ended_on',
        number='programmes.score_after',
        text='programmes.measure'
    ) }}
    from programmes
    where
        programmes.record_key is not null
        and programmes.score_after is not null
        and programmes.ended_on is not null
    union all
    {{ evidence_row(
        "'parental_conflict_support'", 'conflict', 'conflict.row_key',
        starts='conflict.started_on',
        last_day='conflict.ended_on'
    ) }}
    from conflict
    where conflict.record_key is not null
    union all
    {{ evidence_row(
        "'parental_conflict_support_completed'", 'conflict', 'conflict.row_key',
        on='conflict.ended_on'
    ) }}
    from conflict
    where
        conflict.record_key is not null
        and conflict.is_completed
        and conflict.ended_on is not null
    union all
    {{ evidence_row(
        "'young_carer_support'", 'carers', 'carers.row_key',
        starts='carers.started_on',
        last_day='carers.ended_on',
        number='carers.caring_hours'
    ) }}
    from carers
    where carers.record_key is not null
    union all
    {{ evidence_row(
        "'young_carer_assessment'", 'carers', 'carers.row_key',
        on='carers.assessed_on'
    ) }}
    from carers
    where
        carers.record_key is not null
        and carers.assessed_on is not null
    union all
    {{ evidence_row(
        "case advice.advice_topic when 'DEBT' then 'debt_advice' else 'advice' end", 'advice', 'advice.row_key',
        starts='advice.opened_on',
        last_day='advice.closed_on',
        number="case when advice.advice_topic = 'DEBT' then 100 * advice.debt_amount end",
        text="case advice.advice_topic when 'DEBT' then advice.repayment_plan else advice.advice_topic end"
    ) }}
    from advice
    where advice.record_key is not null
)

select * from final
