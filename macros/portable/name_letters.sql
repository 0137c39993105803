{%- macro name_letters(expression) -%}
    {{ return(adapter.dispatch('name_letters')(expression)) }}
{%- endmacro -%}

{%- macro duckdb__name_letters(expression) -%}
    {{ letters_of(expression, ", 'g'") }}
{%- endmacro -%}

{%- macro spark__name_letters(expression) -%}
    {{ letters_of(expression, '') }}
{%- endmacro -%}

{#- `every` is what tells the engine to replace every match -#}
{%- macro letters_of(expression, every) -%}
    {%- set plain -%}
        replace(replace(replace(
            translate({{ expression }}, {{ text_literal("ŁłØøÐðĐđĦħıʼ’‘`´'") }}, 'LlOoDdDdHhi'),
            'ß', 'ss'), 'Æ', 'AE'), 'æ', 'ae'
        )
    {%- endset -%}
    {#- letters that are no letter with an accent, then accents; apostrophes join, the rest parts -#}
    nullif(trim(regexp_replace(
        upper({{ without_accents(plain) }}),
        '[^A-Z0-9]+', ' '{{ every }}
    )), '')
{%- endmacro -%}
