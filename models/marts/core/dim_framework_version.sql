with final as (
    select
        v.framework_version,
        v.version_name,
        v.valid_from,
        v.valid_to,
        case
            when v.valid_from <= {{ as_of_date() }} and v.valid_to > {{ as_of_date() }} then 1
            else 0
        end as is_in_force,
        v.provenance,
        v.confidence
    from {{ ref('framework_versions') }} as v
)

select * from final
