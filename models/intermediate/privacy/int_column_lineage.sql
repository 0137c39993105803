-- What `lineage/` says, for the marts.
with final as (
    select
        l.to_schema,
        l.to_table,
        l.to_column,
        l.from_schema,
        l.from_table,
        l.from_column,
        case when '*' in (l.to_column, l.from_column) then 'rows' else 'values' end as edge_kind,
        case when l.how = 'shown' then 1 else 0 end as is_shown
    from {{ ref('column_lineage') }} as l
    where l.from_table is not null
)

select * from final
