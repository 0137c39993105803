-- What is counted or forecast now, what the coordinator says instead, and what was returned then.
with quarters as (
    select * from {{ ref('int_progress_quarters') }}
),

measures as (
    {% for measure in ['families_claimed', 'families_whole_family'] -%}
    select
        a.authority_code,
        a.financial_year,
        a.financial_quarter,
        a.measure,
        0 as is_forecast,
        cast(a.families_in_year as integer) as reckoned_value,
        cast(null as integer) as forecast_low,
        cast(null as integer) as forecast_high,
        'counted' as reckoned_by
    from {{ ref('int_progress_actuals') }} as a
    where a.measure = '{{ measure }}'
    union all
    select
        f.authority_code,
        f.financial_year,
        f.financial_quarter,
        '{{ measure }}_forecast' as measure,
        1 as is_forecast,
        f.forecast as reckoned_value,
        f.forecast_low,
        f.forecast_high,
        f.forecast_method as reckoned_by
    from {{ ref('int_forecasts') }} as f
    where f.measure = '{{ measure }}'
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

told as (
    select
        measures.*,
        quarters.quarter_ends_on,
        own.forecast_value as coordinator_value,
        own.reason as coordinator_reason,
        own.made_on as coordinator_made_on,
        coalesce(own.forecast_value, measures.reckoned_value) as value_now,
        sent.returned_value,
        sent.returned_on
    from measures
    inner join quarters
        on
            measures.authority_code = quarters.authority_code
            and measures.financial_year = quarters.financial_year
            and measures.financial_quarter = quarters.financial_quarter
    left join {{ ref('int_coordinator_forecasts') }} as own
        on
            measures.authority_code = own.authority_code
            and measures.financial_year = own.financial_year
            and measures.financial_quarter = own.financial_quarter
            and measures.measure = own.measure || '_forecast'
    left join {{ ref('int_progress_returned') }} as sent
        on
            measures.authority_code = sent.authority_code
            and measures.financial_year = sent.financial_year
            and measures.financial_quarter = sent.financial_quarter
            and measures.measure = sent.measure
),

recouped_since as (
    select
        told.authority_code,
        told.financial_year,
        told.financial_quarter,
        count(*) as families
    from told
    inner join {{ ref('int_families_recouped') }} as recouped
        on
            told.authority_code = recouped.authority_code
            and told.financial_year = recouped.financial_year
            and told.quarter_ends_on >= recouped.submitted_on
            and told.returned_on < recouped.known_from
    where told.measure = 'families_claimed'
    group by
        told.authority_code,
        told.financial_year,
        told.financial_quarter
),

-- What is neither the same nor taken back was recorded late, or mended.
compared as (
    select
        told.*,
        told.value_now - told.returned_value as difference,
        coalesce(recouped_since.families, 0) as families_recouped,
        told.value_now + coalesce(recouped_since.families, 0) - told.returned_value
            as difference_before
    from told
    left join recouped_since
        on
            told.authority_code = recouped_since.authority_code
            and told.financial_year = recouped_since.financial_year
            and told.financial_quarter = recouped_since.financial_quarter
            and told.measure = 'families_claimed'
),

final as (
    select
        compared.authority_code,
        compared.financial_year,
        compared.financial_quarter,
        compared.measure,
        compared.is_forecast,
        compared.reckoned_value,
        compared.forecast_low,
        compared.forecast_high,
        compared.reckoned_by,
        compared.coordinator_value,
        compared.coordinator_reason,
        compared.coordinator_made_on,
        compared.value_now,
        case
            when compared.coordinator_value is not null then 'coordinator'
            when compared.value_now is not null then compared.reckoned_by
        end as value_from,
        compared.returned_value,
        compared.returned_on,
        cast(compared.difference as integer) as difference,
        case
            when compared.returned_value is null then null
            when compared.is_forecast = 1 and compared.difference <> 0 then 'forecast_changed'
            when compared.is_forecast = 0
                then nullif(concat_ws(
                    ' ',
                    case when compared.difference_before < 0 then 'corrected' end,
                    case when compared.difference_before > 0 then 'recorded_late' end,
                    case when compared.families_recouped > 0 then 'recouped' end
                ), '')
        end as why_different
    from compared
)

select * from final
