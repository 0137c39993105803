{%- macro safe_cast_number(expression, type) -%}
    {{ return(adapter.dispatch('safe_cast_number')(expression, type)) }}
{%- endmacro -%}

{%- macro duckdb__safe_cast_number(expression, type) -%}
    try_cast({{ expression }} as {{ type }})
{%- endmacro -%}

{#-
    To a whole number DuckDB rounds and Spark cuts off, so it is rounded first. DuckDB lets `_` stand
    between digits and knows no digits of other scripts; Spark does it the other way round.
-#}
{%- macro spark__safe_cast_number(expression, type) -%}
    {%- set number -%}
        regexp_replace(
            regexp_substr(cast({{ expression }} as string), '\\A\\p{ASCII}*\\z'),
            '(?<=[0-9])_(?=[0-9])', ''
        )
    {%- endset -%}
    {%- if type in ('integer', 'int', 'bigint', 'smallint') -%}
        try_cast(round(try_cast({{ number }} as decimal(38, 10))) as {{ type }})
    {%- else -%} try_cast({{ number }} as {{ type }})
    {%- endif -%}
{%- endmacro -%}
