{%- macro academic_year_start(census_year, census_term) -%}
    cast({{ census_year }} as integer)
    - case when {{ census_term }} = 'autumn' then 0 else 1 end
{%- endmacro -%}
