-- Every month-end that is past, with what a forecast made on it would know of its year.
with months as (
    select
        m.month_start,
        cast({{ dbt.dateadd('day', -1, 'm.next_month') }} as date) as month_ends_on,
        {{ month_index('m.month_start') }} as month_number
    from {{ ref('int_months') }} as m
),

final as (
    select
        quarters.authority_code,
        months.month_ends_on,
        months.month_number,
        quarters.financial_year,
        quarters.last_claim_day
    from months
    inner join {{ ref('int_progress_quarters') }} as quarters
        on
            months.month_start >= quarters.quarter_starts_on
            and months.month_ends_on <= quarters.told_until
)

select * from final
