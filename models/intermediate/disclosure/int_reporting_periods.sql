-- The months of the years shown, with the period that figures are given for by area and the
-- financial year, and whether the period and the year are over.
with months as (
    select
        m.month_start,
        m.next_month,
        mod({{ month_index('m.month_start') }} + 8, 12) as month_of_year,
        {{ month_index('m.month_start') }} as month_number
    from {{ ref('int_months') }} as m
),

placed as (
    select
        settings.output_code,
        settings.authority_code,
        months.month_start,
        months.next_month,
        months.month_number - mod(months.month_of_year, settings.period_months) as period_number,
        months.month_number - months.month_of_year as year_number,
        settings.years_shown
    from {{ ref('int_disclosure_settings') }} as settings
    cross join months
),

spanned as (
    select
        placed.*,
        min(placed.month_start) over (
            partition by placed.output_code, placed.authority_code, placed.period_number
        ) as period_start,
        max(placed.next_month) over (
            partition by placed.output_code, placed.authority_code, placed.period_number
        ) as next_period,
        min(placed.month_start) over (
            partition by placed.output_code, placed.authority_code, placed.year_number
        ) as year_start,
        max(placed.next_month) over (
            partition by placed.output_code, placed.authority_code, placed.year_number
        ) as next_year
    from placed
),

final as (
    select
        spanned.output_code,
        spanned.authority_code,
        spanned.month_start,
        spanned.next_month,
        spanned.period_start,
        spanned.next_period,
        spanned.year_start,
        spanned.next_year,
        cast(extract(year from spanned.year_start) as {{ dbt.type_string() }})
        || '/'
        || substr(cast(extract(year from spanned.next_year) as {{ dbt.type_string() }}), 3, 2)
            as financial_year,
        -- a period is over on the first day after it
        case when spanned.next_period <= {{ as_of_date() }} then 1 else 0 end as is_period_over,
        case when spanned.next_year <= {{ as_of_date() }} then 1 else 0 end as is_year_over
    from spanned
    where
        spanned.year_start <= {{ as_of_date() }}
        and cast({{ dbt.dateadd('year', 'spanned.years_shown', 'spanned.year_start') }} as date)
        > {{ as_of_date() }}
)

select * from final
