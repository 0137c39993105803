with retirements as (
    select * from {{ known_rows(ref('stg_registers__retirements'), key=['retirement_id']) }}
),

final as (
    select
        coalesce(families.family_key, retirements.family_key) as family_key,
        min(retirements.retired_on) as retired_on
    from retirements
    left join {{ ref('int_family_keys') }} as families
        on retirements.family_key = families.family_record_key
    where retirements.retired_on <= {{ as_of_date() }}
    group by coalesce(families.family_key, retirements.family_key)
)

select * from final
