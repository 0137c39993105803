-- A matching result says how things are on a day. It holds until the next result of the person,
-- where that comes in the same or the next calendar month, else to the end of its own month.
with results as (
    select r.*
    from {{ known_rows(
        ref('stg_dwp__matching_results'), key=['row_key']
    ) }} as r
    where
        r.record_key is not null
        and r.match_result = 'MATCHED'
),

days as (
    select
        told.record_key,
        told.as_at,
        lead(told.as_at) over (
            partition by told.record_key
            order by told.as_at
        ) as next_as_at
    from (
        select
            results.record_key,
            results.as_at
        from results
        group by
            results.record_key,
            results.as_at
    ) as told
),

held as (
    select
        results.*,
        case
            when
                days.next_as_at < {{ dbt.dateadd(
                    'month', 2, dbt.date_trunc('month', 'results.as_at')
                ) }}
                then days.next_as_at
            else cast({{ dbt.dateadd(
                'month', 1, dbt.date_trunc('month', 'results.as_at')
            ) }} as date)
        end as holds_until
    from results
    inner join days
        on
            results.record_key = days.record_key
            and results.as_at = days.as_at
),

final as (
    {{ evidence_row(
        "'benefit_claim'", 'held', 'held.row_key',
        starts='held.as_at',
        until='held.holds_until',
        text="concat_ws(':', held.benefit_type, held.uc_conditionality)"
    ) }}
    from held
    where held.benefit_type <> 'NONE'
    union all
    {{ evidence_row(
        "case when held.is_in_work then 'in_work' else 'not_in_work' end", 'held', 'held.row_key',
        starts='held.as_at',
        until='held.holds_until'
    ) }}
    from held
    where held.is_in_work is not null
)

select * from final
