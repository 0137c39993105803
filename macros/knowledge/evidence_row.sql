{%- macro evidence_row(
    evidence_type, row, record_id, on='cast(null as date)', starts='cast(null as date)',
    last_day=none, until='cast(null as date)', number='null', base='null', text='null',
    role="'subject'", record=none, case_ref='null', more=none
) -%}
    select
        {{ evidence_type }} as evidence_type,
        {{ row }}.authority_code,
        {{ record or row ~ '.record_key' }} as record_key,
        cast({{ case_ref }} as {{ dbt.type_string() }}) as case_ref,
        {{ on }} as event_date,
        {{ starts }} as period_start,
        {% if last_day -%}
        coalesce(
            cast({{ dbt.dateadd('day', 1, last_day) }} as date), date '9999-12-31'
        ) as period_end,
        {%- else -%}
        {{ until }} as period_end,
        {%- endif %}
        cast({{ number }} as bigint) as value_number,
        cast({{ base }} as bigint) as value_base,
        cast({{ text }} as {{ dbt.type_string() }}) as value_text,
        {{ role }} as person_role,
        {{ row }}.feed_code,
        {{ record_id }} as source_record_id,
        {{ row }}.source_file,
        {{ row }}.source_row,
        {{ row }}.source_row as source_row_last,
        1 as source_row_count,
        {{ row }}.received_at{{ ',
        ' ~ more if more }}
{%- endmacro -%}
