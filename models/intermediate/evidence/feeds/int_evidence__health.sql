with reviews as (
    select * from {{ known_rows(
        ref('stg_health__health_visiting_reviews'), key=['row_key']
    ) }}
),

pregnancies as (
    select * from {{ known_rows(
        ref('stg_health__maternity_bookings'), key=['row_key']
    ) }}
),

immunisations as (
    select * from {{ known_rows(
        ref('stg_health__immunisations'), key=['row_key']
    ) }}
),

attendances as (
    select * from {{ known_rows(
        ref('stg_health__ae_attendances'), key=['row_key']
    ) }}
),

referrals as (
    select * from {{ known_rows(
        ref('stg_health__mental_health_referrals'), key=['row_key']
    ) }}
),

measures as (
    select * from {{ known_rows(
        ref('stg_health__measures'), key=['row_key']
    ) }}
),

final as (
    {{ evidence_row(
        "case when reviews.completed_on is null then 'health_review_missed' else 'health_review' end", 'reviews', 'reviews.row_key',
        on='coalesce(reviews.completed_on, reviews.due_on)',
        text='reviews.review_type'
    ) }}
    from reviews
    where
        reviews.record_key is not null
        and (
            reviews.completed_on is not null
            or reviews.review_outcome in ('DECLINED', 'NOT_SEEN')
        )
    union all
    {{ evidence_row(
        "'pregnancy'", 'pregnancies', 'pregnancies.row_key',
        starts='pregnancies.booked_on',
        last_day='coalesce(pregnancies.delivered_on, pregnancies.expected_delivery_on)'
    ) }}
    from pregnancies
    where pregnancies.record_key is not null
    union all
    {{ evidence_row(
        "'maternity_support_needed'", 'pregnancies', 'pregnancies.row_key',
        on='pregnancies.booked_on',
        text='pregnancies.support_reason'
    ) }}
    from pregnancies
    where
        pregnancies.record_key is not null
        and pregnancies.needs_extra_support
    union all
    {{ evidence_row(
        "'immunisation_outstanding'", 'immunisations', 'immunisations.row_key',
        starts='immunisations.due_on',
        until="coalesce(immunisations.given_on, date '9999-12-31')",
        text='immunisations.vaccine'
    ) }}
    from immunisations
    where
        immunisations.record_key is not null
        and coalesce(immunisations.given_on, date '9999-12-31') > immunisations.due_on
    union all
    {{ evidence_row(
        "'ae_attendance'", 'attendances', 'attendances.row_key',
        on='attendances.attended_on',
        text='attendances.disposal'
    ) }}
    from attendances
    where attendances.record_key is not null
    union all
    {{ evidence_row(
        "'ae_safeguarding_concern'", 'attendances', 'attendances.row_key',
        on='attendances.attended_on'
    ) }}
    from attendances
    where
        attendances.record_key is not null
        and attendances.has_safeguarding_concern
    union all
    {{ evidence_row(
        "'mental_health_support'", 'referrals', 'referrals.row_key',
        starts='referrals.referred_on',
        last_day='referrals.discharged_on',
        text='referrals.service'
    ) }}
    from referrals
    where referrals.record_key is not null
    union all
    {{ evidence_row(
        "'mental_health_support_ended'", 'referrals', 'referrals.row_key',
        on='referrals.discharged_on',
        text='referrals.discharge_reason'
    ) }}
    from referrals
    where
        referrals.record_key is not null
        and referrals.discharged_on is not null
    union all
    {{ evidence_row(
        "'measure_score'", 'measures', 'measures.row_key',
        on='measures.completed_on',
        number='measures.score',
        text='measures.measure'
    ) }}
    from measures
    where measures.record_key is not null
)

select * from final
