{%- macro yes_or_no(expression) -%}
    case
        when upper({{ expression }}) in ('Y', 'YES', 'TRUE', '1') then true
        when upper({{ expression }}) in ('N', 'NO', 'FALSE', '0') then false
    end
{%- endmacro -%}
