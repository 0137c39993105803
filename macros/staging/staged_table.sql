{%- macro staged_table(feed, table) -%}
    {%- set names = {} -%}
    {%- for name, meta in contract_columns(feed, table).items() -%}
        {%- do names.update({name: meta.as or name}) -%}
    {%- endfor -%}
    {%- set found = names.values() | list -%}
    with staged as (
        {{ staged(feed, table, names, contract_table(feed, table).period or []) }}
    ),

    final as (
        select
            s.*
            {%- if 'person_ref' in found %},
            {{ record_key('person', 's.person_ref', 's.authority_code', 's.feed_code') }}
                as record_key
            {%- endif %}
        from staged as s
    )

    select * from final
{%- endmacro -%}
