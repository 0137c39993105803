{%- macro list_of_codes(expression) -%}
    {{ return(adapter.dispatch('list_of_codes')(expression)) }}
{%- endmacro -%}

{%- macro duckdb__list_of_codes(expression) -%}
    string_agg(distinct {{ expression }}, ' ' order by {{ expression }})
{%- endmacro -%}
