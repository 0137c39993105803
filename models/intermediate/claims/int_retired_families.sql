with retirements as (
    select * from {{ known_rows(ref('stg_registers__retirements'), key=['retirement_id']) }}
),

final as (
    select
        retirements.family_key,
        min(retirements.retired_on) as retired_on
    from retirements
    where retirements.retired_on <= {{ as_of_date() }}
    group by retirements.family_key
)

select * from final
