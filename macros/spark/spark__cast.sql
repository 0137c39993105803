{#- dbt casts by the types of the contracts, which are those of DuckDB. -#}
{%- macro spark__cast(field, type) -%}
    cast({{ field }} as {{ spark_type(type) }})
{%- endmacro -%}
