{%- macro rounded_percent(part, whole) -%}
    cast(floor((200 * {{ part }} + {{ whole }}) / (2.0 * nullif({{ whole }}, 0))) as integer)
{%- endmacro -%}
