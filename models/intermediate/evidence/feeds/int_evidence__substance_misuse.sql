with treatments as (
    select * from {{ known_rows(
        ref('stg_substance_misuse__treatments'), key=['row_key']
    ) }}
),

final as (
    {{ evidence_row(
        "'substance_treatment'", 'treatments', 'treatments.row_key',
        starts='coalesce(treatments.started_on, treatments.referred_on)',
        last_day='treatments.ended_on',
        text='treatments.substance_primary'
    ) }}
    from treatments
    where treatments.record_key is not null
    union all
    {{ evidence_row(
        "'substance_treatment_ended'", 'treatments', 'treatments.row_key',
        on='treatments.ended_on',
        text='treatments.discharge_reason'
    ) }}
    from treatments
    where
        treatments.record_key is not null
        and treatments.ended_on is not null
)

select * from final
