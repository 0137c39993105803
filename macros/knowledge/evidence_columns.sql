{%- macro evidence_columns() -%}
    {{ return([
        'evidence_type', 'authority_code', 'record_key', 'case_ref', 'event_date',
        'period_start', 'period_end', 'value_number', 'value_base', 'value_text', 'person_role',
        'feed_code', 'source_record_id', 'source_file', 'source_row', 'source_row_last',
        'source_row_count', 'received_at',
    ]) }}
{%- endmacro -%}
