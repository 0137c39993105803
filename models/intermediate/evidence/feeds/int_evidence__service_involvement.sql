with social_care as (
    select * from {{ known_rows(
        ref('stg_service_involvement__adult_social_care'), key=['row_key']
    ) }}
),

housing as (
    select * from {{ known_rows(
        ref('stg_service_involvement__housing'), key=['row_key']
    ) }}
),

offences as (
    select * from {{ known_rows(
        ref('stg_service_involvement__police_offences'), key=['row_key']
    ) }}
),

final as (
    {{ evidence_row(
        "'service_involvement'", 'social_care', 'social_care.row_key',
        starts='social_care.started_on',
        last_day="case when lower(social_care.service_involvement) <> 'current' "
            ~ "then social_care.last_contact_on end",
        text="'adult_social_care'"
    ) }}
    from social_care
    where social_care.started_on is not null
    union all
    {{ evidence_row(
        "'service_involvement'", 'housing', 'housing.row_key',
        starts='housing.tenancy_started_on',
        last_day='cast(null as date)',
        text="'housing'"
    ) }}
    from housing
    where
        housing.tenancy_started_on is not null
        and lower(housing.service_involvement) = 'current'
    union all
    -- Being a victim is told by the role; what is not said is neither.
    {{ evidence_row(
        "'service_involvement'", 'offences', 'offences.row_key',
        on='offences.offence_on',
        text="'police'",
        role="case lower(offences.person_role) when 'offender' then 'perpetrator' "
            ~ "when 'victim' then 'victim' else 'subject' end"
    ) }}
    from offences
)

select * from final
