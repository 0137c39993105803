-- The areas of an authority that figures are given for. A ward lies in one locality or straight
-- under the authority; whose ward is not known is an area of its own beside them.
with wards as (
    select * from {{ ref('int_wards') }}
),

final as (
    select
        wards.authority_code,
        'ward' as area_type,
        wards.ward_code as area_code,
        wards.ward_name as area_name,
        wards.locality_code
    from wards
    union all
    select
        wards.authority_code,
        'locality' as area_type,
        wards.locality_code as area_code,
        max(wards.locality_name) as area_name,
        null as locality_code
    from wards
    where wards.locality_code is not null
    group by
        wards.authority_code,
        wards.locality_code
    union all
    select
        a.authority_code,
        'not_known' as area_type,
        'not_known' as area_code,
        'Area not known or kept back' as area_name,
        null as locality_code
    from {{ ref('int_authorities') }} as a
)

select * from final
