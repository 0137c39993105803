{%- macro known_rows(relation, key=none, ever=false) -%}
    (
        select s.*
        from (
            select
                v.*,
                {% if key -%}
                row_number() over (
                    partition by v.{{ key | join(', v.') }}
                    order by
                        v.received_at desc nulls last, v.source_file desc, v.source_row desc
                )
                {%- else -%} 1 {%- endif %} as version_rank
            from {{ relation }} as v
            {% if not ever -%}
            inner join {{ ref('int_files_in_force') }} as f on v.source_file = f.source_file
            {%- endif %}
            where
                v.quarantine_reason is null
                and v.received_at <= {{ known_at() }}
        ) as s
        where s.version_rank = 1
    )
{%- endmacro -%}
