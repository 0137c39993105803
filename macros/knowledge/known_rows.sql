{#-
    A row of a partner's file was told when its file was, and files are known or not; what people
    wrote down has its own day in every row. Who asks for no date is not made anew for it.
-#}
{%- macro known_rows(relation, key=none, ever=false, dated=false) -%}
    {%- set known_at = known_at() -%}
    {%- set is_recorded = 'stg_local__' in relation.identifier or 'stg_registers__' in relation.identifier %}
    (
        select s.*
        from (
            select
                v.*
                {%- if key %},
                row_number() over (
                    partition by v.authority_code, v.{{ key | join(', v.') }}
                    order by
                        v.received_at desc nulls last, v.source_file desc, v.source_row desc
                ) as version_rank
                {%- endif %}
                {%- if dated %},
                min(v.received_at) over (
                    partition by v.authority_code, v.{{ key | join(', v.') }}
                ) as first_received_on
                {%- endif %}
                {%- if dated and not ever %},
                f.source_file as file_in_force
                {%- endif %}
            from {{ relation }} as v
            {% if ever -%}
            inner join {{ ref('int_files_known') }} as f on v.source_file = f.source_file
            {%- else -%}
            {{ 'left' if dated else 'inner' }} join {{ ref('int_files_in_force') }} as f
                on v.source_file = f.source_file
            {%- endif %}
            left join {{ ref('int_rows_deleted') }} as d
                on
                    v.authority_code = d.authority_code
                    and v.feed_code = d.feed_code
                    and v.landed_table = d.landed_table
                    and v.row_key = d.row_key
                    and v.received_at <= d.deleted_on
            where
                v.quarantine_reason is null
                and d.row_key is null
                {%- if is_recorded or dated and not ever %}
                and v.received_at <= {{ known_at }}
                {%- endif %}
        ) as s
        where
            true
            {{ 'and s.version_rank = 1' if key }}
            {{ 'and s.file_in_force is not null' if dated and not ever }}
            {{ 'and not coalesce(s.is_deletion, false)' if not ever }}
    )
{%- endmacro -%}
