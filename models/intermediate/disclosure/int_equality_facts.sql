-- The category that each person counted belongs to of each characteristic. Whom nobody recorded is
-- in a category too, so that the categories of a characteristic make up the group.
with counted as (
    select
        p.*,
        people.sex
    from {{ ref('int_equality_people') }} as p
    inner join {{ ref('int_people') }} as people on p.person_key = people.person_key
),

categories as (
    select * from {{ ref('equality_categories') }}
),

known as (
    select
        counted.measure_code,
        counted.authority_code,
        counted.financial_year,
        counted.person_key,
        'sex' as characteristic_code,
        counted.sex as category_code
    from counted
    where counted.sex in ('F', 'M')
    union all
    select
        counted.measure_code,
        counted.authority_code,
        counted.financial_year,
        counted.person_key,
        'age_band' as characteristic_code,
        categories.category_code
    from counted
    inner join categories
        on
            categories.characteristic_code = 'age_band'
            and counted.age >= categories.age_from
            and counted.age < categories.age_below
    union all
    select
        counted.measure_code,
        counted.authority_code,
        counted.financial_year,
        counted.person_key,
        c.characteristic_code,
        c.category_code
    from counted
    inner join {{ ref('int_person_characteristics') }} as c
        on counted.person_key = c.person_key
),

final as (
    select
        counted.measure_code,
        counted.authority_code,
        counted.financial_year,
        counted.family_key,
        counted.person_key,
        categories.characteristic_code,
        coalesce(known.category_code, 'not_recorded') as category_code
    from counted
    inner join categories on categories.category_code = 'not_recorded'
    left join known
        on
            counted.measure_code = known.measure_code
            and counted.authority_code = known.authority_code
            and counted.financial_year = known.financial_year
            and counted.person_key = known.person_key
            and categories.characteristic_code = known.characteristic_code
)

select * from final
