with days as (
    select * from {{ ref('int_days') }}
),

terms as (
    select * from {{ ref('school_terms') }}
    where authority_code = '*'
),

numbered as (
    select
        days.date_day,
        cast(extract(year from days.date_day) as integer) as calendar_year,
        cast(extract(month from days.date_day) as integer) as month_number,
        cast({{ dbt.date_trunc('month', 'days.date_day') }} as date) as month_start,
        -- the financial year starts in April
        cast(extract(year from days.date_day) as integer)
        - case when extract(month from days.date_day) < 4 then 1 else 0 end
            as financial_year_start
    from days
),

final as (
    select
        numbered.date_day,
        numbered.calendar_year,
        numbered.month_number,
        numbered.month_start,
        cast(numbered.financial_year_start as varchar)
        || '/' || substr(cast(numbered.financial_year_start + 1 as varchar), 3, 2)
            as financial_year,
        cast(mod(cast(floor((numbered.month_number - 1) / 3.0) as integer) + 3, 4) + 1 as integer)
            as financial_quarter,
        terms.academic_year,
        terms.term
    from numbered
    left join terms
        on
            numbered.date_day >= terms.starts_on
            and numbered.date_day <= terms.ends_on
)

select * from final
