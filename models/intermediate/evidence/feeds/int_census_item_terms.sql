-- For every item a census collects: the term the item belongs to.
with final as (
    select
        census.authority_code,
        census.academic_year_start,
        census.term as census_term,
        collections.census_item,
        collections.holds_months,
        data_terms.term_number,
        data_terms.starts_on,
        data_terms.ends_on,
        data_terms.covers_from,
        data_terms.covers_to
    from {{ ref('int_school_terms') }} as census
    inner join {{ ref('census_collections') }} as collections
        on census.term = collections.census_term
    inner join {{ ref('int_school_terms') }} as data_terms
        on
            census.authority_code = data_terms.authority_code
            and census.academic_year_start + collections.year_offset
            = data_terms.academic_year_start
            and collections.data_term = data_terms.term
)

select * from final
