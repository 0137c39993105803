-- The settings of retention in force, a row an authority, with its own values where it has them.
with changed as (
    select * from {{ known_rows(
        ref('stg_local__settings'), key=['framework_version', 'setting']
    ) }}
),

settings as (
    select
        authorities.authority_code,
        national.setting_code,
        coalesce(
            {{ safe_cast_number('changed.setting_value', 'integer') }},
            national.setting_value
        ) as setting_value
    from {{ ref('retention_settings') }} as national
    cross join {{ ref('int_authorities') }} as authorities
    left join changed
        on
            authorities.authority_code = changed.authority_code
            and national.setting_code = changed.setting
            and changed.framework_version = 'retention'
),

final as (
    select
        settings.authority_code,
        max(case when settings.setting_code = 'warning_days' then settings.setting_value end)
            as warning_days,
        max(case when settings.setting_code = 'delivery_lead_days' then settings.setting_value end)
            as delivery_lead_days,
        max(case when settings.setting_code = 'recoupment_months' then settings.setting_value end)
            as recoupment_months,
        max(case when settings.setting_code = 'family_together' then settings.setting_value end)
            as family_together
    from settings
    group by settings.authority_code
)

select * from final
