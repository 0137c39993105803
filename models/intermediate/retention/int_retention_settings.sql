-- The settings of retention in force, a row an authority, with its own values where it has them.
with settings as (
    select * from {{ set_locally(
        'retention_settings',
        'retention',
        known_rows(ref('stg_local__settings'), key=['framework_version', 'setting']),
        value_type='integer',
    ) }} as s
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
