-- Families claimed month by month of each financial year since the first claim, beside the fewest
-- and the most that count. A family counts once a year: in the month of its first claim that
-- stands.
with years as (
    select
        q.authority_code,
        q.financial_year,
        q.year_starts_on,
        q.year_ends_on
    from {{ ref('int_progress_quarters') }} as q
    group by
        q.authority_code,
        q.financial_year,
        q.year_starts_on,
        q.year_ends_on
),

counted as (
    select
        c.authority_code,
        c.financial_year,
        cast({{ dbt.date_trunc('month', 'c.counts_from') }} as date) as month_start,
        count(*) as families
    from {{ ref('int_families_counted') }} as c
    where c.measure = 'families_claimed'
    group by
        c.authority_code,
        c.financial_year,
        cast({{ dbt.date_trunc('month', 'c.counts_from') }} as date)
),

first_years as (
    select
        years.authority_code,
        coalesce(min(counted.financial_year), max(years.financial_year)) as financial_year
    from years
    left join counted
        on
            years.authority_code = counted.authority_code
            and years.financial_year = counted.financial_year
    group by years.authority_code
),

months as (
    select
        years.*,
        m.month_start,
        cast({{ dbt.dateadd('day', -1, 'm.next_month') }} as date) as month_end
    from years
    inner join first_years
        on
            years.authority_code = first_years.authority_code
            and years.financial_year >= first_years.financial_year
    inner join {{ ref('int_months') }} as m
        on
            years.year_starts_on <= m.month_start
            and years.year_ends_on >= m.month_start
),

settings as (
    select
        months.authority_code,
        months.month_start,
        max(case
            when s.setting = 'minimum_number'
                then {{ safe_cast_number('s.setting_value', 'integer') }}
        end) as minimum_number,
        max(case
            when s.setting = 'agreed_number'
                then {{ safe_cast_number('s.setting_value', 'integer') }}
        end) as agreed_number
    from months
    inner join {{ ref('int_programme_settings') }} as s
        on
            months.authority_code = s.authority_code
            and least(months.month_end, {{ as_of_date() }}) >= s.valid_from
            and least(months.month_end, {{ as_of_date() }}) < s.valid_to
    group by
        months.authority_code,
        months.month_start
),

final as (
    select
        months.authority_code,
        months.financial_year,
        months.month_start,
        months.month_end,
        {{ dbt.datediff(
            'months.year_starts_on', 'months.month_end', 'day'
        ) }} + 1 as days_gone,
        {{ dbt.datediff(
            'months.year_starts_on', 'months.year_ends_on', 'day'
        ) }} + 1 as days_of_year,
        case when months.month_end <= {{ as_of_date() }} then 1 else 0 end as is_month_over,
        case when months.month_start <= {{ as_of_date() }} then coalesce(counted.families, 0) end
            as families_claimed,
        settings.minimum_number,
        settings.agreed_number
    from months
    left join settings
        on
            months.authority_code = settings.authority_code
            and months.month_start = settings.month_start
    left join counted
        on
            months.authority_code = counted.authority_code
            and months.financial_year = counted.financial_year
            and months.month_start = counted.month_start
)

select * from final
