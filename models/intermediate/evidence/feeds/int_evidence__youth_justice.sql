with offences as (
    select * from {{ known_rows(
        ref('stg_youth_justice__offences'), key=['row_key']
    ) }}
),

interventions as (
    select * from {{ known_rows(
        ref('stg_youth_justice__interventions'), key=['row_key']
    ) }}
),

final as (
    {{ evidence_row(
        "'proven_offence'", 'offences', 'offences.row_key',
        on='offences.offence_on',
        number='offences.offence_seriousness',
        text='offences.outcome_tier',
        role="'perpetrator'"
    ) }}
    from offences
    where
        offences.record_key is not null
        and offences.outcome_on is not null
    union all
    {{ evidence_row(
        "'youth_justice_intervention'", 'interventions', 'interventions.row_key',
        starts='interventions.started_on',
        last_day='interventions.ended_on',
        text='interventions.intervention_type'
    ) }}
    from interventions
    where interventions.record_key is not null
)

select * from final
