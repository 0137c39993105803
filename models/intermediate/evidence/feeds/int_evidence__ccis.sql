-- noqa: disable=LT02
-- Tables and return are read alike; of a row that several months tell of the last month speaks.
with activities as (
    select * from {{ ref('int_young_person_activities') }}
),

circumstances_told as (
    {% for model in ['stg_ccis__characteristics', 'stg_ccis__nccis_characteristics'] -%}
    select
        v.authority_code,
        v.feed_code,
        v.record_key,
        v.row_key,
        v.month,
        v.characteristic_code,
        v.started_on,
        v.ended_on,
        v.source_file,
        v.source_row,
        v.received_at
    from {{ known_rows(ref(model)) }} as v
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

circumstances as (
    select
        ranked.*,
        -- a month's file vouches for an open row until the month ends
        coalesce(
            cast({{ dbt.dateadd('day', 1, 'ranked.ended_on') }} as date),
            cast({{ dbt.dateadd('month', 1, "cast(ranked.month || '-01' as date)") }} as date)
        ) as holds_until
    from (
        select
            told.*,
            row_number() over (
                partition by told.authority_code, told.row_key
                order by
                    told.month desc,
                    told.received_at desc,
                    told.source_file desc,
                    told.source_row desc
            ) as month_rank
        from circumstances_told as told
    ) as ranked
    where ranked.month_rank = 1
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
