-- How each controlled table is kept safe: the authority's own value where its settings have one
-- that may be.
with changed as (
    select * from {{ known_rows(
        ref('stg_local__settings'), key=['framework_version', 'setting']
    ) }}
),

numbered as (
    select
        changed.authority_code,
        changed.setting,
        changed.setting_value as setting_text,
        {{ safe_cast_number('changed.setting_value', 'decimal(9, 2)') }} as setting_value
    from changed
    where changed.framework_version = 'disclosure'
),

valued as (
    select
        authorities.authority_code,
        national.output_code,
        national.setting_code,
        case
            when
                national.value_type = 'word'
                and ' ' || national.allowed_words || ' ' like '% ' || numbered.setting_text || ' %'
                then cast(numbered.setting_value as integer)
            when
                national.value_type = 'whole_number'
                and numbered.setting_value = floor(numbered.setting_value)
                and numbered.setting_value >= national.lowest
                and numbered.setting_value <= national.highest
                then cast(numbered.setting_value as integer)
            else national.setting_value
        end as setting_value
    from {{ ref('disclosure_settings') }} as national
    cross join {{ ref('int_authorities') }} as authorities
    left join numbered
        on
            authorities.authority_code = numbered.authority_code
            and national.output_code || '.' || national.setting_code = numbered.setting
),

final as (
    select
        valued.authority_code,
        valued.output_code,
        max(case when valued.setting_code = 'threshold' then valued.setting_value end)
            as threshold,
        max(case when valued.setting_code = 'rounding_base' then valued.setting_value end)
            as rounding_base,
        max(case when valued.setting_code = 'days_rounding_base' then valued.setting_value end)
            as days_rounding_base,
        max(case when valued.setting_code = 'zero_is_disclosive' then valued.setting_value end)
            as zero_is_disclosive,
        max(case when valued.setting_code = 'families_minimum' then valued.setting_value end)
            as families_minimum,
        max(case when valued.setting_code = 'percent_minimum' then valued.setting_value end)
            as percent_minimum,
        max(case when valued.setting_code = 'period_months' then valued.setting_value end)
            as period_months,
        max(case when valued.setting_code = 'years_shown' then valued.setting_value end)
            as years_shown
    from valued
    group by
        valued.authority_code,
        valued.output_code
)

select * from final
