{%- macro catalogue_row_code(table, row) -%}
    {%- set codes = {
        'needs': ['need_code'],
        'outcomes': ['outcome_code'],
        'rules': ['rule_id'],
        'framework_settings': ['framework_version', 'setting'],
        'measures': ['measure_code'],
        'claim_routes': ['framework_version', 'route_code'],
        'payments': ['framework_version', 'route_code', 'payment_part', 'valid_from'],
    } -%}
    {%- for column in codes[table] -%}
        cast({{ row }}.{{ column }} as {{ dbt.type_string() }}){{ " || '|' || " if not loop.last }}
    {%- endfor -%}
{%- endmacro -%}
