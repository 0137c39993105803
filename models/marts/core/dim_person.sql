with final as (
    select
        p.person_key,
        p.authority_code,
        p.sex,
        {{ age_in_years('p.date_of_birth', as_of_date()) }} as age_in_years,
        p.record_count,
        p.feed_count,
        p.first_known_on
    from {{ ref('int_people') }} as p
)

select * from final
