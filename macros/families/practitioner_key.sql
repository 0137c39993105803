{%- macro practitioner_key(authority, worker) -%}
    {{ authority }} || '|' || coalesce({{ worker }}, 'not_known')
{%- endmacro -%}
