-- The limits of linking in force: an authority's own where its settings have one.
with final as (
    select * from {{ set_locally(
        'linkage_settings',
        'linkage',
        known_rows(ref('stg_local__settings'), key=['framework_version', 'setting']),
        value_type='decimal(9, 2)',
    ) }} as s
)

select * from final
