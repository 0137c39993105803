with final as (
    select
        d.catalogue_table,
        d.row_code,
        min(d.decided_on) as confirmed_on
    from {{ ref('int_catalogue_decisions') }} as d
    group by
        d.catalogue_table,
        d.row_code
)

select * from final
