with people as (
    select * from {{ known_rows(
        ref('stg_homelessness__people'), key=['authority_code', 'row_key']
    ) }}
),

cases as (
    select * from {{ known_rows(
        ref('stg_homelessness__cases'), key=['authority_code', 'row_key']
    ) }}
),

duties as (
    select * from {{ known_rows(
        ref('stg_homelessness__duties'), key=['authority_code', 'row_key']
    ) }}
),

placements as (
    select * from {{ known_rows(
        ref('stg_homelessness__temporary_accommodation'), key=['authority_code', 'row_key']
    ) }}
),

final as (
    {{ evidence_row(
        "'homelessness_application'", 'cases', "cases.row_key || '|' || people.person_ref",
        on='cases.applied_on',
        text='cases.loss_reason',
        record='people.record_key'
    ) }}
    from cases
    inner join people
        on
            cases.authority_code = people.authority_code
            and cases.case_ref = people.case_ref
    where people.record_key is not null
    union all
    {{ evidence_row(
        "'homelessness_duty'", 'duties', "duties.row_key || '|' || people.person_ref",
        starts='duties.started_on',
        last_day='duties.ended_on',
        text='duties.duty',
        record='people.record_key'
    ) }}
    from duties
    inner join people
        on
            duties.authority_code = people.authority_code
            and duties.case_ref = people.case_ref
    where people.record_key is not null
    union all
    {{ evidence_row(
        "'homelessness_duty_ended'", 'duties', "duties.row_key || '|' || people.person_ref",
        on='duties.ended_on',
        text='duties.end_reason',
        record='people.record_key'
    ) }}
    from duties
    inner join people
        on
            duties.authority_code = people.authority_code
            and duties.case_ref = people.case_ref
    where
        people.record_key is not null
        and duties.ended_on is not null
    union all
    {{ evidence_row(
        "'temporary_accommodation'", 'placements', "placements.row_key || '|' || people.person_ref",
        starts='placements.placed_on',
        last_day='placements.left_on',
        text='placements.accommodation_type',
        record='people.record_key'
    ) }}
    from placements
    inner join people
        on
            placements.authority_code = people.authority_code
            and placements.case_ref = people.case_ref
    where people.record_key is not null
)

select * from final
