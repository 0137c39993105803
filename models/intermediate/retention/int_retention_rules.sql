-- Until when what is kept is kept: the rules with an authority's own months where its settings have
-- them.
with changed as (
    select * from {{ known_rows(
        ref('stg_local__settings'), key=['framework_version', 'setting']
    ) }}
),

final as (
    select
        authorities.authority_code,
        national.rule_id,
        national.subject,
        national.basis,
        national.rule_name,
        coalesce(
            {{ safe_cast_number('changed.setting_value', 'integer') }},
            national.period_months
        ) as period_months
    from {{ ref('retention_rules') }} as national
    cross join {{ ref('int_authorities') }} as authorities
    left join changed
        on
            authorities.authority_code = changed.authority_code
            and national.rule_id = changed.setting
            and changed.framework_version = 'retention'
)

select * from final
