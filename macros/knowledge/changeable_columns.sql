{%- macro changeable_columns(table) -%}
    {%- set percent = {'type': 'decimal(9, 2)', 'lowest': '0', 'highest': '100'} -%}
    {%- set length = {'type': 'integer', 'lowest': '1', 'highest': '120'} -%}
    {%- set age = {'type': 'integer', 'lowest': '0', 'highest': '120', 'may_be_empty': 1} -%}
    {%- set columns = {
        'rules': {
            'window_value': length,
            'min_count': {'type': 'integer', 'lowest': '1', 'highest': '1000'},
            'threshold': percent,
            'age_min': age,
            'age_max': age,
            'is_active': {'type': 'integer', 'lowest': '0', 'highest': '1'},
        },
        'measures': {
            'cut_off': {
                'type': 'decimal(9, 2)',
                'lowest': 'national.lowest',
                'highest': 'national.highest',
                'may_be_empty': 1,
            },
            'reliable_change': {
                'type': 'decimal(9, 2)',
                'lowest': '0',
                'highest': 'national.highest - national.lowest',
                'may_be_empty': 1,
            },
        },
        'payments': {'amount_gbp': {'type': 'integer', 'lowest': '0', 'highest': '100000'}},
    } -%}
    {{ return(columns[table]) }}
{%- endmacro -%}
