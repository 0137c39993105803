with supervisions as (
    select * from {{ known_rows(
        ref('stg_probation__supervisions'), key=['row_key']
    ) }}
),

final as (
    {{ evidence_row(
        "'probation_supervision'", 'supervisions', 'supervisions.row_key',
        starts='supervisions.started_on',
        last_day='supervisions.ended_on',
        text='supervisions.order_type',
        role="'perpetrator'"
    ) }}
    from supervisions
    where supervisions.record_key is not null
)

select * from final
