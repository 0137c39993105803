{%- macro known_at() -%}
    (select b.known_at from {{ ref('build_context') }} as b)
{%- endmacro -%}
