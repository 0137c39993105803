-- The practitioner's latest word on each outcome: 1 achieved, 0 not achieved, null in progress.
with ranked as (
    select
        m.*,
        row_number() over (
            partition by m.subject_id, m.rule_id
            order by m.event_date desc, m.source_record_id desc
        ) as statement_rank
    from {{ ref('int_outcome_matches') }} as m
    where m.rule_shape = 'recorded'
),

final as (
    select
        ranked.subject_id,
        ranked.rule_id,
        -- achieved on a day still to come is not achieved yet
        case
            when ranked.value_number = 0 then 0
            when
                ranked.value_number = 1
                and coalesce(ranked.period_start, ranked.event_date) <= {{ as_of_date() }}
                then 1
        end as stated_value,
        coalesce(ranked.period_start, ranked.event_date) as stated_on
    from ranked
    where ranked.statement_rank = 1
)

select * from final
