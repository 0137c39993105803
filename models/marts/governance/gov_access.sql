with logins as (
    select
        l.authority_code,
        l.role_code,
        cast(count(*) as integer) as logins_now,
        nullif(min(l.valid_to), date '9999-12-31') as next_ends_on
    from {{ ref('int_server_logins') }} as l
    group by
        l.authority_code,
        l.role_code
),

final as (
    select
        authorities.authority_code,
        rights.role_code,
        roles.role_name,
        roles.meant_for,
        roles.role_order,
        rights.schema_name,
        schemas.schema_holds,
        schemas.sensitivity,
        schemas.schema_order,
        rights.may_read,
        rights.tables_named,
        rights.columns_masked,
        coalesce(logins.logins_now, 0) as logins_now,
        logins.next_ends_on
    from {{ ref('int_role_rights') }} as rights
    cross join {{ ref('int_authorities') }} as authorities
    inner join {{ ref('access_roles') }} as roles on rights.role_code = roles.role_code
    inner join {{ ref('access_schemas') }} as schemas on rights.schema_name = schemas.schema_name
    left join logins
        on
            authorities.authority_code = logins.authority_code
            and rights.role_code = logins.role_code
)

select * from final
