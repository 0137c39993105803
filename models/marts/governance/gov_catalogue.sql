with final as (
    select
        catalogue.authority_code,
        catalogue.catalogue_table || '|' || catalogue.row_code as catalogue_row,
        catalogue.catalogue_table,
        catalogue.row_code,
        catalogue.reading_order,
        catalogue.framework_version,
        catalogue.headline_code,
        needs.headline_no,
        needs.headline_name,
        catalogue.need_code,
        needs.need_no,
        needs.need_name,
        catalogue.row_text,
        catalogue.note,
        catalogue.provenance,
        catalogue.confidence,
        case when confirmations.row_code is null then 0 else 1 end as is_confirmed,
        confirmations.confirmed_on,
        confirmations.decided_by,
        confirmations.decided_on,
        confirmations.relied_on,
        confirmations.reason
    from {{ ref('int_catalogue_rows') }} as catalogue
    left join {{ ref('dim_need') }} as needs on catalogue.need_code = needs.need_code
    left join {{ ref('int_confirmations') }} as confirmations
        on
            catalogue.authority_code = confirmations.authority_code
            and catalogue.catalogue_table = confirmations.catalogue_table
            and catalogue.row_code = confirmations.row_code
)

select * from final
