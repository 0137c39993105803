{%- macro match_evidence(index, purpose) -%}
    select
        i.subject_id,
        i.rule_id,
        i.rule_shape,
        e.evidence_type,
        e.value_text,
        e.subject_key,
        e.person_role,
        e.evidence_id,
        e.feed_code,
        e.source_file,
        e.source_row,
        e.source_row_last,
        e.source_record_id,
        e.event_date,
        e.period_start,
        e.period_end,
        e.value_number,
        e.value_base,
        e.received_at
    from {{ index }} as i
    inner join {{ ref('rule_evidence') }} as wanted on i.rule_id = wanted.rule_id
    inner join {{ ref('int_episode_evidence') }} as e
        on
            i.episode_key = e.episode_key
            and wanted.evidence_type = e.evidence_type
            and e.{{ purpose }}
            and (i.person_key = e.subject_key or i.person_key = 'family')
            and (wanted.person_role is null or wanted.person_role = e.person_role)
            and (wanted.evidence_value is null or wanted.evidence_value = e.value_text)
            and {{ is_in_rule_window('i', 'e') }}
{%- endmacro -%}
