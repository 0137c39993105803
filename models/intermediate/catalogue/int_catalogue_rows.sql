-- In reading order, the newest version first; last the measures, which belong to no version.
with told as (
    select * from {{ ref('int_catalogue_wording') }}
),

final as (
    select
        told.authority_code,
        told.catalogue_table,
        told.row_code,
        told.framework_version,
        needs.headline_code,
        told.need_code,
        told.row_text,
        told.note,
        told.provenance,
        told.confidence,
        cast(row_number() over (
            partition by told.authority_code
            order by
                versions.valid_from desc nulls last, told.section, headlines.headline_no nulls last,
                {{ safe_cast_number("split_part(needs.need_no, '.', 2)", 'integer') }} nulls last,
                told.place, told.row_code
        ) as bigint) as reading_order
    from told
    left join {{ ref('framework_versions') }} as versions
        on told.framework_version = versions.framework_version
    left join {{ ref('needs') }} as needs on told.need_code = needs.need_code
    left join {{ ref('headlines') }} as headlines on needs.headline_code = headlines.headline_code
)

select * from final
