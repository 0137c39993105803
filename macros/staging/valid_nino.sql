{%- macro valid_nino(expression) -%}
    {%- set nino -%} upper(replace({{ expression }}, ' ', '')) {%- endset -%}
    case
        when
            (
                {{ full_match(nino, '[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]') }}
                and substr({{ nino }}, 1, 2) not in ('BG', 'GB', 'KN', 'NK', 'NT', 'TN', 'ZZ')
            )
            or ({{ full_match(nino, 'QQ[0-9]{6}[A-D]') }} and {{ is_demo() }})
            then {{ nino }}
    end
{%- endmacro -%}
