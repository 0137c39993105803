with figures as (
    select * from {{ ref('int_time_to_outcome_controlled') }}
),

rounded as (
    select
        figures.*,
        {{ rounded_count('figures.median_days_from_need', 'figures.days_rounding_base') }}
            as median_need,
        {{ rounded_count('figures.lower_days_from_need', 'figures.days_rounding_base') }}
            as lower_need,
        {{ rounded_count('figures.upper_days_from_need', 'figures.days_rounding_base') }}
            as upper_need,
        {{ rounded_count('figures.median_days_from_start', 'figures.days_rounding_base') }}
            as median_start,
        {{ rounded_count('figures.lower_days_from_start', 'figures.days_rounding_base') }}
            as lower_start,
        {{ rounded_count('figures.upper_days_from_start', 'figures.days_rounding_base') }}
            as upper_start
    from figures
),

final as (
    select
        rounded.authority_code,
        rounded.financial_year,
        rounded.year_start as period_start,
        cast({{ dbt.dateadd('day', -1, 'rounded.next_start') }} as date) as period_end,
        rounded.is_year_over,
        case
            when rounded.headline_code = 'all' then 'all'
            when rounded.part_kind = 'detail' then 'outcome'
            else 'headline'
        end as measure_type,
        headlines.framework_version,
        headlines.headline_code,
        headlines.headline_no,
        headlines.headline_name,
        outcomes.outcome_code,
        outcomes.outcome_name,
        case when rounded.suppression = 'none' then rounded.rounded_value end as families,
        {{ shown_count('rounded') }} as shown,
        case when rounded.has_median = 1 then rounded.median_need end
            as median_days_from_need,
        case when rounded.has_quartiles = 1 then rounded.lower_need end
            as lower_quartile_days_from_need,
        case when rounded.has_quartiles = 1 then rounded.upper_need end
            as upper_quartile_days_from_need,
        case when rounded.has_median = 1 then rounded.median_start end
            as median_days_from_start,
        case when rounded.has_quartiles = 1 then rounded.lower_start end
            as lower_quartile_days_from_start,
        case when rounded.has_quartiles = 1 then rounded.upper_start end
            as upper_quartile_days_from_start,
        case when rounded.suppression = 'none' then 'none' else 'suppressed' end as suppression,
        rounded.threshold,
        rounded.rounding_base,
        rounded.days_rounding_base
    from rounded
    left join {{ ref('dim_headline') }} as headlines
        on rounded.headline_code = headlines.headline_code
    left join {{ ref('dim_outcome') }} as outcomes on rounded.part_key = outcomes.outcome_code
)

select * from final
