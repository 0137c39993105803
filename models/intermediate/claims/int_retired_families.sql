with retirements as (
    select * from {{ known_rows(ref('stg_registers__retirements'), key=['retirement_id']) }}
    where retired_on <= {{ as_of_date() }}
),

ranked as (
    select
        retirements.authority_code,
        coalesce(families.family_key, retirements.family_key) as family_key,
        retirements.retired_on,
        retirements.reason_code,
        row_number() over (
            partition by
                retirements.authority_code,
                coalesce(families.family_key, retirements.family_key)
            order by retirements.retired_on, retirements.retirement_id
        ) as retirement_rank
    from retirements
    left join {{ ref('int_family_keys') }} as families
        on
            retirements.authority_code = families.authority_code
            and retirements.family_key = families.family_record_key
),

final as (
    select
        ranked.authority_code,
        ranked.family_key,
        ranked.retired_on,
        ranked.reason_code
    from ranked
    where ranked.retirement_rank = 1
)

select * from final
