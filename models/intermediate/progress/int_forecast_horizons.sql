-- The months still to come of the year, from each month-end that a quarter is forecast from.
-- R28, R10: a claim waits for the months after closing that the version in force then asks for.
with versions as (
    select
        settings.authority_code,
        versions.valid_from,
        versions.valid_to,
        case
            when settings.sustain_anchor = 'outcome_met' then 0
            else coalesce(settings.sustain_months, 0)
        end as months_after_closing
    from {{ ref('framework_versions') }} as versions
    inner join {{ ref('int_framework_settings') }} as settings
        on versions.framework_version = settings.framework_version
),

horizons as (
    select
        quarters.authority_code,
        quarters.financial_year,
        quarters.origin_on,
        {{ month_index('quarters.origin_on') }} as origin_number,
        {{ month_index('months.month_start') }} - {{ month_index('quarters.origin_on') }}
            as months_ahead,
        months.month_start,
        cast({{ dbt.dateadd('day', -1, 'months.next_month') }} as date) as month_ends_on,
        max(quarters.last_claim_day) as last_claim_day
    from {{ ref('int_progress_quarters') }} as quarters
    inner join {{ ref('int_months') }} as months
        on
            quarters.origin_on < months.month_start
            and quarters.year_ends_on > months.month_start
    where quarters.months_left > 0
    group by
        quarters.authority_code,
        quarters.financial_year,
        quarters.origin_on,
        months.month_start,
        months.next_month
),

-- A family that starts support in the month cannot be claimed within the year.
final as (
    select
        horizons.authority_code,
        horizons.financial_year,
        horizons.origin_on,
        horizons.origin_number,
        horizons.months_ahead,
        horizons.month_ends_on,
        case
            when {{ dbt.dateadd(
                'month', 'coalesce(versions.months_after_closing, 0)', 'horizons.month_start'
            ) }} > horizons.last_claim_day
                then 1
            else 0
        end as is_too_late_to_start
    from horizons
    left join versions
        on
            horizons.authority_code = versions.authority_code
            and horizons.month_start >= versions.valid_from
            and horizons.month_start < versions.valid_to
)

select * from final
