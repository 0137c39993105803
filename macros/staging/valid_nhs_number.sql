{%- macro valid_nhs_number(expression) -%}
    {%- set number -%} replace(replace({{ expression }}, ' ', ''), '-', '') {%- endset -%}
    {#- weights 10 to 2, then the check digit itself: a right number sums to a multiple of 11 -#}
    case
        when
            {{ full_match(number, '[0-9]{10}') }}
            and mod(
                {%- for position in range(1, 11) %}
                {{ '+ ' if not loop.first }}{{ 11 - position }}
                * {{ safe_cast_number('substr(' ~ number ~ ', ' ~ position ~ ', 1)', 'integer') }}
                {%- endfor %},
                11
            ) = 0
            and {{ number }} <> repeat(substr({{ number }}, 1, 1), 10)
            and (substr({{ number }}, 1, 3) <> '999' or {{ is_demo() }})
            then {{ number }}
    end
{%- endmacro -%}
