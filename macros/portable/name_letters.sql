{%- macro name_letters(expression) -%}
    {{ return(adapter.dispatch('name_letters')(expression)) }}
{%- endmacro -%}

{%- macro duckdb__name_letters(expression) -%}
    {#- letters that are no letter with an accent, then accents; apostrophes join, the rest parts -#}
    nullif(trim(regexp_replace(
        upper(strip_accents(replace(replace(replace(
            translate({{ expression }}, 'ŁłØøÐðĐđĦħıʼ’‘`´''', 'LlOoDdDdHhi'),
            'ß', 'ss'), 'Æ', 'AE'), 'æ', 'ae'
        ))),
        '[^A-Z0-9]+', ' ', 'g'
    )), '')
{%- endmacro -%}
