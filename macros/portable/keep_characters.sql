{%- macro keep_characters(expression, class) -%}
    {{ return(adapter.dispatch('keep_characters')(expression, class)) }}
{%- endmacro -%}

{%- macro duckdb__keep_characters(expression, class) -%}
    regexp_replace({{ expression }}, '[^{{ class }}]', '', 'g')
{%- endmacro -%}

{%- macro spark__keep_characters(expression, class) -%}
    regexp_replace({{ expression }}, '[^{{ class }}]', '')
{%- endmacro -%}
