{%- macro as_of_date() -%}
    (select b.as_of_date from {{ ref('build_context') }} as b)
{%- endmacro -%}
