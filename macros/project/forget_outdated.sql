{%- macro forget_outdated(current) -%}
    {%- if is_incremental() -%}
    delete from {{ this }} where built_from not in (select built_from from {{ ref(current) }})
    {%- endif -%}
{%- endmacro -%}
