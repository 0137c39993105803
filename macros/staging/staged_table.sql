{%- macro staged_table(feed, table) -%}
    {%- set names = staged_names(feed, table) -%}
    with staged as (
        {{ staged(feed, table, names, contract_table(feed, table).period or []) }}
    ),

    final as (
        select
            s.*
            {%- if 'person_ref' in names.values() %},
            {{ record_key('person', 's.person_ref', 's.authority_code', 's.feed_code') }}
                as record_key
            {%- endif %}
        from staged as s
    )

    select * from final
{%- endmacro -%}
