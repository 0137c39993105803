-- Each measure at the end of each month, by what is known now.
with months as (
    select * from {{ ref('int_month_ends') }}
),

measures as (
    select * from {{ ref('month_end_measures') }}
),

counted as (
    select
        months.authority_code,
        months.month_end,
        measures.measure,
        count(distinct facts.counted_key) as counted
    from months
    cross join measures
    inner join {{ ref('int_month_end_facts') }} as facts
        on
            months.authority_code = facts.authority_code
            and measures.measure = facts.measure
            and months.month_end >= facts.counts_from
            and months.month_end < facts.holds_until
            and (
                measures.counted_over = 'at_the_end'
                or (
                    measures.counted_over = 'in_the_month'
                    and months.month_start <= facts.counts_from
                )
                or (
                    measures.counted_over = 'in_the_year'
                    and months.year_start <= facts.counts_from
                )
            )
    group by
        months.authority_code,
        months.month_end,
        measures.measure
),

final as (
    select
        months.authority_code,
        months.month_end,
        measures.measure,
        cast(coalesce(counted.counted, 0) as integer) as value_now
    from months
    cross join measures
    left join counted
        on
            months.authority_code = counted.authority_code
            and months.month_end = counted.month_end
            and measures.measure = counted.measure
)

select * from final
