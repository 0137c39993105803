{%- macro age_in_years(born_on, on_day) -%}
    {{ return(adapter.dispatch('age_in_years')(born_on, on_day)) }}
{%- endmacro -%}

{%- macro duckdb__age_in_years(born_on, on_day) -%}
    cast(date_sub('year', {{ born_on }}, {{ on_day }}) as integer)
{%- endmacro -%}
