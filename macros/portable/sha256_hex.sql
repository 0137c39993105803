{%- macro sha256_hex(expression) -%}
    {{ return(adapter.dispatch('sha256_hex')(expression)) }}
{%- endmacro -%}

{%- macro duckdb__sha256_hex(expression) -%}
    sha256({{ expression }})
{%- endmacro -%}
