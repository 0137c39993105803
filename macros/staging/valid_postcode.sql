{%- macro valid_postcode(expression) -%}
    {%- set code -%} upper(replace({{ expression }}, ' ', '')) {%- endset -%}
    case
        when {{ full_match(code, '[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}') }}
            then substr({{ code }}, 1, length({{ code }}) - 3)
                || ' ' || substr({{ code }}, length({{ code }}) - 2, 3)
    end
{%- endmacro -%}
