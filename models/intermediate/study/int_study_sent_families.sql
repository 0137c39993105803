-- The families that an extract made today would hold: those of whom somebody may be sent.
with sent as (
    select p.family_key
    from {{ ref('int_study_people') }} as p
    where p.reason is null
    group by p.family_key
),

final as (
    select families.*
    from {{ ref('int_study_families') }} as families
    inner join sent on families.family_key = sent.family_key
)

select * from final
