with wards as (
    select * from {{ ref('int_wards') }}
),

areas as (
    select
        w.authority_code,
        'ward' as area_type,
        w.ward_code as area_code,
        w.ward_name as area_name,
        w.ward_code,
        cast(null as {{ dbt.type_string() }}) as lsoa_code
    from wards as w
    union all
    select
        l.authority_code,
        'lsoa' as area_type,
        l.lsoa_code as area_code,
        l.lsoa_code as area_name,
        l.ward_code,
        l.lsoa_code
    from {{ ref('int_lsoas') }} as l
    union all
    select
        a.authority_code,
        'not_known' as area_type,
        'not_known' as area_code,
        'Area not known or kept back' as area_name,
        cast(null as {{ dbt.type_string() }}) as ward_code,
        cast(null as {{ dbt.type_string() }}) as lsoa_code
    from {{ ref('int_authorities') }} as a
),

final as (
    select
        areas.authority_code || '|' || areas.area_type || '|' || areas.area_code as area_key,
        areas.authority_code,
        areas.area_type,
        areas.area_code,
        areas.area_name,
        areas.ward_code,
        coalesce(wards.ward_name, 'Area not known or kept back') as ward_name,
        wards.locality_code,
        coalesce(
            wards.locality_name,
            case
                when areas.ward_code is null then 'Area not known or kept back'
                else 'In no locality'
            end
        ) as locality_name,
        areas.lsoa_code
    from areas
    left join wards
        on
            areas.authority_code = wards.authority_code
            and areas.ward_code = wards.ward_code
)

select * from final
