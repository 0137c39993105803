-- What extracts of the national study are made by: an authority's own where its settings have one.
with final as (
    select * from {{ set_locally(
        'study_settings',
        'study',
        known_rows(ref('stg_local__settings'), key=['framework_version', 'setting']),
    ) }} as s
)

select * from final
