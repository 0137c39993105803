-- The address a person lived at last, as case management has it.
with addresses as (
    select * from {{ known_rows(ref('stg_early_help__addresses')) }}
),

ranked as (
    select
        links.person_key,
        addresses.address_line_1,
        addresses.address_line_2,
        addresses.address_line_3,
        addresses.postcode,
        row_number() over (
            partition by links.person_key
            order by
                coalesce(addresses.address_to, date '9999-12-31') desc nulls last,
                addresses.address_from desc nulls last,
                addresses.address_ref desc
        ) as address_rank
    from addresses
    inner join {{ ref('int_person_source_links') }} as links
        on addresses.record_key = links.record_key
),

final as (
    select
        ranked.person_key,
        ranked.address_line_1,
        ranked.address_line_2,
        ranked.address_line_3,
        ranked.postcode
    from ranked
    where ranked.address_rank = 1
)

select * from final
