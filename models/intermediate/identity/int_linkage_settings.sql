-- The limits of linking in force: an authority's own where its settings have one.
with changed as (
    select * from {{ known_rows(
        ref('stg_local__settings'), key=['framework_version', 'setting']
    ) }}
),

final as (
    select
        authorities.authority_code,
        national.setting_code,
        coalesce(
            {{ safe_cast_number('changed.setting_value', 'decimal(9, 2)') }},
            national.setting_value
        ) as setting_value
    from {{ ref('linkage_settings') }} as national
    cross join {{ ref('int_authorities') }} as authorities
    left join changed
        on
            authorities.authority_code = changed.authority_code
            and national.setting_code = changed.setting
            and changed.framework_version = 'linkage'
)

select * from final
