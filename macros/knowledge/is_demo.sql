{%- macro is_demo() -%}
    (select b.is_demo from {{ ref('build_context') }} as b)
{%- endmacro -%}
