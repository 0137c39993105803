with declared as (
    select * from {{ known_rows(
        ref('stg_local__authority'), key=['recorded_authority_code']
    ) }}
),

final as (
    select
        declared.recorded_authority_code as authority_code,
        declared.gss_code,
        declared.authority_name,
        declared.funding_model
    from declared
    union all
    -- A home that has not said whose it is yet.
    select
        '000' as authority_code,
        cast(null as varchar) as gss_code,
        'Authority not named in local/authority.csv' as authority_name,
        'payment_by_results' as funding_model
    where not exists (select 1 from declared)
)

select * from final
