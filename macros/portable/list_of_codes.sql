{%- macro list_of_codes(expression) -%}
    {{ return(adapter.dispatch('list_of_codes')(expression)) }}
{%- endmacro -%}

{%- macro duckdb__list_of_codes(expression) -%}
    string_agg(distinct {{ expression }}, ' ' order by {{ expression }})
{%- endmacro -%}

{%- macro spark__list_of_codes(expression) -%}
    {#- listagg fails beside a second one that is distinct; an empty list is null as elsewhere -#}
    nullif(array_join(array_sort(collect_set({{ expression }})), ' '), '')
{%- endmacro -%}
