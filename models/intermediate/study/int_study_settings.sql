-- What extracts of the national study are made by: an authority's own where its settings have one.
with changed as (
    select * from {{ known_rows(
        ref('stg_local__settings'), key=['framework_version', 'setting']
    ) }}
),

final as (
    select
        authorities.authority_code,
        national.setting_code,
        coalesce(changed.setting_value, national.setting_value) as setting_value
    from {{ ref('study_settings') }} as national
    cross join {{ ref('int_authorities') }} as authorities
    left join changed
        on
            authorities.authority_code = changed.authority_code
            and national.setting_code = changed.setting
            and changed.framework_version = 'study'
)

select * from final
