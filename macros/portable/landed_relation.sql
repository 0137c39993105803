{%- macro landed_relation(relation, feed, table) -%}
    {{ return(adapter.dispatch('landed_relation')(relation, feed, table)) }}
{%- endmacro -%}

{%- macro duckdb__landed_relation(relation, feed, table) -%}
    {{ relation }}
{%- endmacro -%}

{#- a unit test gives rows of its own in the place of what landed -#}
{%- macro spark__landed_relation(relation, feed, table) -%}
    {{ 'intake.' ~ feed ~ '__' ~ table if relation.identifier == table else relation }}
{%- endmacro -%}
