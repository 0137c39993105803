{%- macro one_after_another(statements) -%}
    {{ return(adapter.dispatch('one_after_another')(statements)) }}
{%- endmacro -%}

{%- macro duckdb__one_after_another(statements) -%}
    {{ statements }}
{%- endmacro -%}

{#- Spark takes one statement at a time -#}
{%- macro spark__one_after_another(statements) -%}
    {%- for statement in (statements ~ '\n').split(';\n') if statement | trim -%}
        {%- do run_query(statement) -%}
    {%- endfor -%}
{%- endmacro -%}
