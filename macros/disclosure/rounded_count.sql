{%- macro rounded_count(value, base) -%}
    (
        cast(floor((2 * {{ value }} + {{ base }}) / (2.0 * {{ base }})) as integer) * {{ base }}
    )
{%- endmacro -%}
