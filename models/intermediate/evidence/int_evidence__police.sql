with incidents as (
    select * from {{ known_rows(
        ref('stg_police__incidents'),
        key=['authority_code', 'month', 'incident_ref', 'record_key', 'person_role']
    ) }}
),

missing_episodes as (
    select * from {{ known_rows(
        ref('stg_police__missing_episodes'), key=['authority_code', 'month', 'missing_ref']
    ) }}
),

-- Who a person was in the incident decides what it can prove: a victim is never evidence of crime.
final as (
    select
        case incidents.incident_class when 'CRIME' then 'offence' else 'asb_incident' end
            as evidence_type,
        incidents.authority_code,
        incidents.record_key,
        cast(null as varchar) as case_ref,
        incidents.occurred_from as event_date,
        cast(null as date) as period_start,
        cast(null as date) as period_end,
        cast(null as bigint) as value_number,
        cast(null as bigint) as value_base,
        incidents.crime_category as value_text,
        case incidents.person_role
            when 'OFFENDER' then 'perpetrator'
            when 'SUSPECT' then 'perpetrator'
            else lower(incidents.person_role)
        end as person_role,
        incidents.feed_code,
        incidents.incident_ref as source_record_id,
        incidents.source_file,
        incidents.source_row,
        incidents.source_row as source_row_last,
        1 as source_row_count,
        incidents.received_at
    from incidents
    where
        incidents.incident_class in ('CRIME', 'ASB')
        and incidents.record_key is not null
    union all
    select
        'missing_episode' as evidence_type,
        missing_episodes.authority_code,
        missing_episodes.record_key,
        cast(null as varchar) as case_ref,
        missing_episodes.missing_from as event_date,
        cast(null as date) as period_start,
        cast(null as date) as period_end,
        cast(null as bigint) as value_number,
        cast(null as bigint) as value_base,
        missing_episodes.risk as value_text,
        'subject' as person_role,
        missing_episodes.feed_code,
        missing_episodes.missing_ref as source_record_id,
        missing_episodes.source_file,
        missing_episodes.source_row,
        missing_episodes.source_row as source_row_last,
        1 as source_row_count,
        missing_episodes.received_at
    from missing_episodes
    where missing_episodes.record_key is not null
)

select * from final
