-- The pupil rows in force with the term of the census and the day it was taken.
with pupils as (
    select * from {{ known_rows(
        ref('stg_school_census__pupils'),
        key=['census_year', 'census_term', 'school_ref', 'pupil_ref', 'is_on_roll']
    ) }}
),

final as (
    select
        pupils.*,
        terms.academic_year_start,
        terms.census_on
    from pupils
    inner join {{ ref('int_school_terms') }} as terms
        on
            pupils.authority_code = terms.authority_code
            and pupils.census_term = terms.term
            and {{ academic_year_start('pupils.census_year', 'pupils.census_term') }}
            = terms.academic_year_start
)

select * from final
