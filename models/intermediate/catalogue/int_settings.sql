with final as (
    select
        authorities.authority_code,
        national.framework_version,
        national.setting,
        national.value_unit,
        national.provenance,
        national.confidence,
        case
            when changed.row_code is null then national.setting_value
            else changed.setting_value
        end as setting_value
    from {{ ref('framework_settings') }} as national
    cross join {{ ref('int_authorities') }} as authorities
    left join {{ ref('int_setting_changes') }} as changed
        on
            authorities.authority_code = changed.authority_code
            and {{ catalogue_row_code('framework_settings', 'national') }} = changed.row_code
)

select * from final
