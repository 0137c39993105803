{%- set months = [
    'January', 'February', 'March', 'April', 'May', 'June', 'July',
    'August', 'September', 'October', 'November', 'December',
] -%}
{%- set days = [
    'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday',
] -%}
with days as (
    select * from {{ ref('int_days') }}
),

terms as (
    select * from {{ ref('school_terms') }}
    where authority_code = '*'
),

windows as (
    select * from {{ ref('claim_windows') }}
),

numbered as (
    select
        days.date_day,
        cast(extract(year from days.date_day) as integer) as calendar_year,
        cast(extract(month from days.date_day) as integer) as month_number,
        cast({{ dbt.date_trunc('month', 'days.date_day') }} as date) as month_start,
        cast({{ dbt.date_trunc('quarter', 'days.date_day') }} as date) as quarter_start,
        -- the days that have passed since a Monday
        cast(mod({{ dbt.datediff("date '1900-01-01'", 'days.date_day', 'day') }}, 7) as integer)
        + 1 as day_of_week
    from days
),

-- The financial year starts in April, the school year in September.
years as (
    select
        numbered.*,
        numbered.calendar_year
        - case when numbered.month_number < 4 then 1 else 0 end as financial_start,
        numbered.calendar_year
        - case when numbered.month_number < 9 then 1 else 0 end as academic_start,
        mod(numbered.month_number + 8, 12) + 1 as financial_month,
        cast({{ dbt.dateadd('month', 3, 'numbered.quarter_start') }} as date) as next_quarter,
        cast({{ dbt.dateadd('month', 1, 'numbered.month_start') }} as date) as next_month
    from numbered
),

labelled as (
    select
        years.*,
        cast(years.financial_start as {{ dbt.type_string() }})
        || '/' || substr(cast(years.financial_start + 1 as {{ dbt.type_string() }}), 3, 2)
            as financial_year,
        cast(years.academic_start as {{ dbt.type_string() }})
        || '/' || substr(cast(years.academic_start + 1 as {{ dbt.type_string() }}), 3, 2)
            as academic_year,
        cast(floor((years.financial_month - 1) / 3.0) as integer) + 1 as financial_quarter,
        case years.month_number
            {%- for month in months %}
            when {{ loop.index }} then '{{ month }}'
            {%- endfor %}
        end as month_name,
        case years.day_of_week
            {%- for day in days %}
            when {{ loop.index }} then '{{ day }}'
            {%- endfor %}
        end as day_name
    from years
),

final as (
    select
        labelled.date_day,
        labelled.day_of_week,
        labelled.day_name,
        case when labelled.day_of_week >= 6 then 1 else 0 end as is_weekend,
        cast({{ dbt.dateadd('day', '1 - labelled.day_of_week', 'labelled.date_day') }} as date)
            as week_start,
        labelled.calendar_year,
        labelled.month_number,
        labelled.month_name,
        substr(labelled.month_name, 1, 3)
        || ' ' || cast(labelled.calendar_year as {{ dbt.type_string() }})
            as month_label,
        labelled.month_start,
        cast({{ dbt.dateadd('day', -1, 'labelled.next_month') }} as date) as month_end,
        labelled.financial_year,
        cast(
            {{ dbt.dateadd('month', '1 - labelled.financial_month', 'labelled.month_start') }}
            as date
        ) as financial_year_start,
        labelled.financial_month,
        labelled.financial_quarter,
        labelled.financial_year
        || ' Q' || cast(labelled.financial_quarter as {{ dbt.type_string() }})
            as quarter_label,
        labelled.quarter_start,
        cast({{ dbt.dateadd('day', -1, 'labelled.next_quarter') }} as date) as quarter_end,
        labelled.academic_year,
        terms.term,
        upper(substr(terms.term, 1, 1)) || substr(terms.term, 2) || ' term '
        || labelled.academic_year as term_name,
        case when terms.term is null then 0 else 1 end as is_school_term,
        windows.claim_window
    from labelled
    left join terms
        on
            labelled.date_day >= terms.starts_on
            and labelled.date_day <= terms.ends_on
    left join windows
        on
            labelled.date_day >= windows.opens_on
            and labelled.date_day <= windows.closes_on
)

select * from final
