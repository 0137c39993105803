{%- macro valid_upn(expression) -%}
    {%- set letters = 'ABCDEFGHJKLMNPQRTUVWXYZ' -%}
    {%- set upn -%} upper({{ expression }}) {%- endset -%}
    case
        when
            {{ full_match(upn, '[A-HJ-NP-RT-Z][0-9]{12}') }}
            and substr({{ upn }}, 1, 1) = substr(
                '{{ letters }}',
                cast(mod(
                    {%- for position in range(2, 14) %}
                    {{ '+ ' if not loop.first }}{{ position }}
                    * {{ safe_cast_number('substr(' ~ upn ~ ', ' ~ position ~ ', 1)', 'integer') }}
                    {%- endfor %},
                    23
                ) as integer) + 1,
                1
            )
            then {{ upn }}
    end
{%- endmacro -%}
