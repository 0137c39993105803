with incidents as (
    select * from {{ known_rows(
        ref('stg_police__incidents'),
        key=['month', 'incident_ref', 'record_key', 'person_role']
    ) }}
),

missing_episodes as (
    select * from {{ known_rows(
        ref('stg_police__missing_episodes'), key=['month', 'missing_ref']
    ) }}
),

-- Who a person was in the incident decides what it can prove: a victim is never evidence of crime.
people as (
    select
        incidents.*,
        case
            when incidents.person_role in ('OFFENDER', 'SUSPECT') then 'perpetrator'
            else lower(incidents.person_role)
        end as evidence_role
    from incidents
    where incidents.record_key is not null
),

final as (
    {{ evidence_row(
        "case people.incident_class when 'CRIME' then 'offence' else 'asb_incident' end",
        'people', 'people.incident_ref',
        on='people.occurred_from', text='people.crime_category', role='people.evidence_role'
    ) }}
    from people
    where people.incident_class in ('CRIME', 'ASB')
    union all
    {{ evidence_row(
        "'domestic_abuse_incident'", 'people', 'people.incident_ref',
        on='people.occurred_from', text='people.dash_risk', role='people.evidence_role'
    ) }}
    from people
    where
        people.incident_class = 'DA'
        or people.is_domestic_abuse
    union all
    {{ evidence_row(
        "'missing_episode'", 'missing_episodes', 'missing_episodes.missing_ref',
        on='missing_episodes.missing_from', text='missing_episodes.risk'
    ) }}
    from missing_episodes
    where missing_episodes.record_key is not null
)

select * from final
