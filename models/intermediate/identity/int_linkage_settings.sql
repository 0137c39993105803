-- The limits of linking in force: the authority's own where its settings have one.
with changed as (
    select * from {{ known_rows(
        ref('stg_local__settings'), key=['framework_version', 'setting']
    ) }}
),

final as (
    select
        national.setting_code,
        coalesce(
            {{ safe_cast_number('changed.setting_value', 'decimal(9, 2)') }},
            national.setting_value
        ) as setting_value
    from {{ ref('linkage_settings') }} as national
    left join changed
        on
            national.setting_code = changed.setting
            and changed.framework_version = 'linkage'
)

select * from final
