{%- macro typed(column, contract, date_formats) -%}
    {%- set text = clean_text('r.' ~ column) -%}
    {%- set type = contract.type -%}
    {%- if type == 'date' -%}
        {%- set day = plausible_date(safe_date(text, date_formats)) -%}
        {%- if contract.past -%}
            case when {{ day }} <= r.received_at then {{ day }} end
        {%- else -%} {{ day }}
        {%- endif -%}
    {%- elif type == 'integer' -%}
        {%- set number = safe_cast_number(text, 'decimal(18, 2)') -%}
        case when {{ number }} = floor({{ number }}) then cast({{ number }} as bigint) end
    {%- elif type == 'decimal' -%} {{ safe_cast_number(text, 'decimal(18, 2)') }}
    {%- elif type in ('boolean', 'flag') -%} {{ yes_or_no(text) }}
    {%- elif type == 'code' and contract.codes -%}
        {%- set codes = [] -%}
        {%- for code in contract.codes -%}
            {%- do codes.append(text_literal(code)) -%}
        {%- endfor -%}
        case when {{ text }} in ({{ codes | join(', ') }}) then {{ text }} end
    {%- elif type == 'upn' -%} {{ valid_upn(text) }}
    {%- elif type == 'nhs_number' -%} {{ valid_nhs_number(text) }}
    {%- elif type == 'nino' -%} {{ valid_nino(text) }}
    {%- elif type == 'postcode' -%} {{ valid_postcode(text) }}
    {%- elif type == 'uprn' -%} {{ valid_uprn(text) }}
    {%- else -%} {{ text }}
    {%- endif -%}
{%- endmacro -%}
