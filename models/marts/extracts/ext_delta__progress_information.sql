-- Delta takes counts: nothing here tells one family from another. An interval is of what was
-- reckoned, so that a forecast of the coordinator has none.
with final as (
    select
        authorities.authority_code,
        authorities.gss_code,
        progress.financial_year,
        progress.financial_quarter,
        progress.is_complete,
        progress.families_claimed_quarter,
        progress.families_claimed_year_to_date,
        {% for measure in ['families_claimed', 'families_whole_family'] -%}
        {% if not loop.first -%}
        progress.families_whole_family_quarter,
        progress.families_whole_family_year_to_date,
        {% endif -%}
        progress.{{ measure }}_forecast,
        {% for end in ['low', 'high'] -%}
        case
            when progress.{{ measure }}_forecast_from <> 'coordinator'
                then progress.{{ measure }}_forecast_{{ end }}
        end as {{ measure }}_forecast_{{ end }},
        {% endfor -%}
        coalesce(
            progress.{{ measure }}_forecast_from, progress.{{ measure }}_forecast_method
        ) as {{ measure }}_forecast_method,
        {% endfor -%}
        progress.interval_percent
    from {{ ref('mart_progress_information') }} as progress
    inner join {{ ref('dim_authority') }} as authorities
        on progress.authority_code = authorities.authority_code
)

select * from final
