{%- macro staged(feed, table, columns, period=[], as_sent={}) -%}
    {%- set contract = contract_columns(feed, table) -%}
    {%- set key = contract_table(feed, table).row_key or [] -%}
    {%- set formats = [
        '%Y-%m-%d', '%d/%m/%Y', '%d-%b-%Y', '%Y-%m-%dT%H:%M:%S', '%Y-%m-%d %H:%M:%S',
        '%d/%m/%Y %H:%M:%S', '%d/%m/%Y %H:%M', '%Y-%b-%d %H:%M:%S'
    ] -%}
    {%- set checked = columns.keys() | select('in', contract) | list -%}
    select
        t.authority_code,
        '{{ feed }}' as feed_code,
        '{{ table }}' as landed_table,
        t.source_file,
        t.source_row,
        {{ 't.recorded_at' if 'recorded_at' in columns.values() else 't.received_at' }} as received_at,
        {% for name in period + as_sent.values() | list + columns.values() | list -%}
        t.{{ name }},
        {% endfor -%}
        {{ row_key(key, columns) }} as row_key,
        {{ "coalesce(t.row_action = 'D', false)" if 'row_action' in columns.values() else 'false' }}
            as is_deletion,
        {{ row_problems(checked, columns, contract) }} as row_problems,
        {{ quarantine_reason(checked, columns, contract, key) }} as quarantine_reason
    from (
        select
            r.of_authority as authority_code,
            r.source_file,
            r.source_row,
            r.received_at,
            {% for name in period -%}
            r.{{ name }},
            {% endfor -%}
            {% for name, alias in as_sent.items() -%}
            r.{{ name }} as {{ alias }},
            {% endfor -%}
            {% for name in checked -%}
            {{ clean_text('r.' ~ name) }} is not null
            {%- if contract[name].type == 'upn' %}
            and not {{ is_temporary_upn(clean_text('r.' ~ name)) }}
            {%- endif %} as has__{{ name | lower }},
            {{ typed(name, contract[name], formats) }} as {{ columns[name] }}
            {{- ',' if not loop.last }}
            {% endfor %}
        from {{ landed(feed, table) }} as r
    ) as t
{%- endmacro -%}
