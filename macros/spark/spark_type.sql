{#- The name that Spark has for a type as contracts and seeds write it. -#}
{%- macro spark_type(type) -%}
    {%- set names = {'varchar': 'string', 'text': 'string'} -%}
    {{ return(names.get(type | string | lower, type)) }}
{%- endmacro -%}
