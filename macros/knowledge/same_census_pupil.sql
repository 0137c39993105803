{%- macro same_census_pupil(row, pupil) -%}
    {{ row }}.authority_code = {{ pupil }}.authority_code
    and {{ row }}.census_year = {{ pupil }}.census_year
    and {{ row }}.census_term = {{ pupil }}.census_term
    and {{ row }}.school_ref is not distinct from {{ pupil }}.school_ref
    and {{ row }}.pupil_ref = {{ pupil }}.pupil_ref
    and {{ row }}.is_on_roll = {{ pupil }}.is_on_roll
{%- endmacro -%}
