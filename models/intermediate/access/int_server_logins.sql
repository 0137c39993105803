-- Logins whose role holds on the day up to which we had been told.
with logins as (
    select * from {{ known_rows(
        ref('stg_local__server_logins'), key=['login_name', 'role_code', 'valid_from']
    ) }}
),

final as (
    select
        logins.authority_code,
        logins.login_name,
        logins.role_code,
        min(logins.valid_from) as valid_from,
        max(coalesce(logins.valid_to, date '9999-12-31')) as valid_to
    from logins
    where
        logins.valid_from <= {{ known_at() }}
        and coalesce(logins.valid_to, date '9999-12-31') > {{ known_at() }}
        and logins.recorded_at <= {{ known_at() }}
    group by
        logins.authority_code,
        logins.login_name,
        logins.role_code
)

select * from final
