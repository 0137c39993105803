{%- macro safe_date(expression, formats) -%}
    {{ return(adapter.dispatch('safe_date')(expression, formats)) }}
{%- endmacro -%}

{%- macro duckdb__safe_date(expression, formats) -%}
    cast(try_strptime({{ expression }}, ['{{ formats | join("', '") }}']) as date)
{%- endmacro -%}

{#- the forms of strptime as Java writes them; one digit does for a day, month or hour there too -#}
{%- macro spark__safe_date(expression, formats) -%}
    {%- set letters = {
        '%Y': 'yyyy', '%m': 'M', '%d': 'd', '%b': 'MMM',
        '%H': 'H', '%M': 'm', '%S': 's', 'T': "\\'T\\'"
    } -%}
    coalesce(
        {%- for format in formats -%}
            {%- set java = namespace(form=format) -%}
            {%- for letter, word in letters.items() -%}
                {%- set java.form = java.form.replace(letter, word) -%}
            {%- endfor %}
        cast(try_to_timestamp({{ expression }}, '{{ java.form }}') as date)
            {{- ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro -%}
