{%- macro list_of_texts(expression, ordered_by, between) -%}
    {{ return(adapter.dispatch('list_of_texts')(expression, ordered_by, between)) }}
{%- endmacro -%}

{%- macro duckdb__list_of_texts(expression, ordered_by, between) -%}
    string_agg({{ expression }}, {{ between }} order by {{ ordered_by }})
{%- endmacro -%}

{%- macro spark__list_of_texts(expression, ordered_by, between) -%}
    listagg({{ expression }}, {{ between }}) within group (order by {{ ordered_by }})
{%- endmacro -%}
