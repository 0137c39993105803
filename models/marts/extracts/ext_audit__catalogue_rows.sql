with final as (
    select
        told.authority_code,
        told.catalogue_table,
        told.row_code,
        told.row_text,
        told.provenance,
        told.confidence,
        case when confirmed.confirmed_on is not null then 1 else 0 end as is_confirmed,
        confirmed.decided_by,
        confirmed.decided_on
    from {{ ref('int_catalogue_rows') }} as told
    left join {{ ref('int_confirmations') }} as confirmed
        on
            told.authority_code = confirmed.authority_code
            and told.catalogue_table = confirmed.catalogue_table
            and told.row_code = confirmed.row_code
)

select * from final
