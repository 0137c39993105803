select
    m.month_start,
    cast({{ dbt.dateadd('month', 1, 'm.month_start') }} as date) as next_month
from (
    select distinct cast({{ dbt.date_trunc('month', 'd.date_day') }} as date) as month_start
    from {{ ref('int_days') }} as d
) as m
