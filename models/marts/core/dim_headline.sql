with final as (
    select
        h.headline_code,
        h.framework_version,
        h.headline_no,
        h.headline_name,
        cast(h.headline_no as {{ dbt.type_string() }}) || '. ' || h.headline_name as headline_label,
        h.provenance,
        h.confidence
    from {{ ref('int_headlines') }} as h
)

select * from final
