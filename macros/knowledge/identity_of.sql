{%- macro identity_of(feed, tables) -%}
    {%- set columns = identity_columns() -%}
    with
    {% for model in tables -%}
    {{ model }} as (
        select * from {{ known_rows(ref(model), ever=true) }}
    ),

    {% endfor -%}
    named as (
        {% for model, table in tables.items() -%}
        {%- set sent = staged_names(feed, table).values() -%}
        select
            t.record_key,
            t.authority_code,
            t.person_ref,
            t.received_at,
            t.source_file,
            t.source_row,
            {% for column, type in columns.items() -%}
            {%- if column not in sent -%} cast(null as {{ type }})
            {%- elif column in ('postcode', 'uprn') and 'is_address_protected' in sent -%}
            case when not coalesce(t.is_address_protected, true) then t.{{ column }} end
            {%- else -%} t.{{ column }}
            {%- endif %} as {{ column }},
            {% endfor -%}
            {{ 'case when t.surname is null then 0 else 1 end' if 'surname' in sent else '0' }}
                as is_named
        from {{ model }} as t
        where t.record_key is not null
        {{ 'union all' if not loop.last }}
        {% endfor %}
    ),

    ranked as (
        select
            named.*,
            min(named.received_at) over (partition by named.record_key) as first_named_on,
            row_number() over (
                partition by named.record_key
                order by
                    named.is_named desc,
                    named.received_at desc nulls last,
                    named.source_file desc,
                    named.source_row desc
            ) as version_number
        from named
    ),

    final as (
        select
            ranked.record_key,
            ranked.authority_code,
            '{{ feed }}' as feed_code,
            coalesce(ranked.person_ref, ranked.record_key) as source_person_ref,
            ranked.first_named_on as first_received_on,
            {% for column in columns -%}
            ranked.{{ column }}{{ ',' if not loop.last }}
            {% endfor %}
        from ranked
        where ranked.version_number = 1
    )

    select * from final
{%- endmacro -%}
