with rights as (
    select
        r.role_code,
        r.schema_name,
        max(case when r.table_name = '*' then 1 else 0 end) as reads_all,
        {{ list_of_codes("nullif(r.table_name, '*')") }} as tables_named
    from {{ ref('access_rights') }} as r
    group by
        r.role_code,
        r.schema_name
),

-- A mask on a table that the role does not read says nothing about the role.
masks as (
    select
        r.role_code,
        m.schema_name,
        m.table_name || '.' || m.column_name || coalesce(':' || m.hidden_where, '') as masked
    from {{ ref('access_masks') }} as m
    inner join {{ ref('access_rights') }} as r
        on
            m.schema_name = r.schema_name
            and r.table_name in (m.table_name, '*')
    where
        m.shown_to is null
        or ' ' || m.shown_to || ' ' not like '% ' || r.role_code || ' %'
),

masked_columns as (
    select
        masks.role_code,
        masks.schema_name,
        {{ list_of_codes('masks.masked') }} as columns_masked
    from masks
    group by
        masks.role_code,
        masks.schema_name
),

final as (
    select
        roles.role_code,
        schemas.schema_name,
        case
            when rights.role_code is null then 'nothing'
            when rights.reads_all = 1 then 'all_tables'
            else 'named_tables'
        end as may_read,
        rights.tables_named,
        masked_columns.columns_masked
    from {{ ref('access_roles') }} as roles
    cross join {{ ref('access_schemas') }} as schemas
    left join rights
        on
            roles.role_code = rights.role_code
            and schemas.schema_name = rights.schema_name
    left join masked_columns
        on
            roles.role_code = masked_columns.role_code
            and schemas.schema_name = masked_columns.schema_name
)

select * from final
