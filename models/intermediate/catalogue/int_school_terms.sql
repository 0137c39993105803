-- An authority with terms of its own uses those alone.
with terms as (
    select * from {{ ref('school_terms') }}
),

own as (
    select distinct terms.authority_code
    from terms
    where terms.authority_code <> '*'
),

final as (
    select
        authorities.authority_code,
        terms.academic_year,
        cast(substr(terms.academic_year, 1, 4) as integer) as academic_year_start,
        terms.term,
        terms.term_number,
        terms.starts_on,
        terms.ends_on,
        terms.covers_from,
        terms.covers_to,
        terms.census_on
    from {{ ref('int_authorities') }} as authorities
    left join own on authorities.authority_code = own.authority_code
    inner join terms on coalesce(own.authority_code, '*') = terms.authority_code
)

select * from final
