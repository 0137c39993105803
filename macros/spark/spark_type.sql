{#- The name that Spark has for a type as contracts and seeds write it. -#}
{%- macro spark_type(type) -%}
    {%- set names = {'varchar': 'string', 'text': 'string', 'hugeint': 'decimal(38, 0)'} -%}
    {{ return(names.get(type | string | lower, type)) }}
{%- endmacro -%}
