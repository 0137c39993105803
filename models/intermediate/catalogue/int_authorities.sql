with declared as (
    select * from {{ known_rows(
        ref('stg_local__authority'), key=['recorded_authority_code']
    ) }}
),

final as (
    select
        home.authority_code,
        declared.gss_code,
        -- A home may not have said whose it is yet, or only later than this build knows.
        coalesce(declared.authority_name, 'Authority not named in local/authority.csv')
            as authority_name,
        coalesce(declared.funding_model, 'payment_by_results') as funding_model
    from {{ ref('home_authorities') }} as home
    left join declared on home.authority_code = declared.recorded_authority_code
)

select * from final
