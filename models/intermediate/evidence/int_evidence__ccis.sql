with activities as (
    select
        a.*,
        -- a month's file vouches for an open activity until the month ends; the last month speaks
        coalesce(
            cast({{ dbt.dateadd('day', 1, 'a.ended_on') }} as date),
            cast({{ dbt.dateadd('month', 1, "cast(a.month || '-01' as date)") }} as date)
        ) as holds_until
    from (
        select
            v.*,
            row_number() over (
                partition by v.authority_code, v.row_key
                order by v.month desc, v.received_at desc, v.source_row desc
            ) as month_rank
        from {{ known_rows(ref('stg_ccis__activities')) }} as v
    ) as a
    where a.month_rank = 1
),

circumstances as (
    select
        c.*,
        coalesce(
            cast({{ dbt.dateadd('day', 1, 'c.ended_on') }} as date),
            cast({{ dbt.dateadd('month', 1, "cast(c.month || '-01' as date)") }} as date)
        ) as holds_until
    from (
        select
            v.*,
            row_number() over (
                partition by v.authority_code, v.row_key
                order by v.month desc, v.received_at desc, v.source_row desc
            ) as month_rank
        from {{ known_rows(ref('stg_ccis__characteristics')) }} as v
    ) as c
    where c.month_rank = 1
),

codes as (
    select
        a.activity_code,
        case
            when a.activity_group = 'neet' then 'not_in_education_employment_training'
            when a.activity_group in ('education', 'employment', 'training')
                then 'in_education_employment_training'
            when a.activity_group = 'unknown' then 'activity_unknown'
        end as evidence_type
    from {{ ref('activity_codes') }} as a
),

final as (
    {{ evidence_row(
        'codes.evidence_type', 'activities', 'activities.row_key',
        starts='activities.started_on',
        until='activities.holds_until',
        text='activities.activity_code'
    ) }}
    from activities
    inner join codes on activities.activity_code = codes.activity_code
    where
        activities.record_key is not null
        and codes.evidence_type is not null
    union all
    {{ evidence_row(
        "'young_person_circumstance'", 'circumstances', 'circumstances.row_key',
        starts='circumstances.started_on',
        until='circumstances.holds_until',
        text='circumstances.characteristic_code'
    ) }}
    from circumstances
    where circumstances.record_key is not null
)

select * from final
