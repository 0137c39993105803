with visits as (
    select * from {{ known_rows(
        ref('stg_family_hubs__attendances'), key=['row_key']
    ) }}
),

final as (
    {{ evidence_row(
        "'family_hub_visit'", 'visits', 'visits.row_key',
        on='visits.attended_on',
        text='visits.activity'
    ) }}
    from visits
    where visits.record_key is not null
)

select * from final
