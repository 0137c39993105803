-- Several authorities confirm each for itself; here a row counts once all of them have.
with confirmations as (
    select c.row_code
    from {{ ref('int_confirmations') }} as c
    where c.catalogue_table = 'outcomes'
    group by c.row_code
    having count(*) = (select count(*) from {{ ref('int_authorities') }})
),

final as (
    select
        o.framework_version,
        o.outcome_code,
        o.need_code,
        o.outcome_name,
        o.outcome_kind,
        o.sustain_value,
        o.sustain_unit,
        o.valid_from,
        o.valid_to,
        o.provenance,
        o.confidence,
        case when confirmations.row_code is null then 0 else 1 end as is_confirmed
    from {{ ref('outcomes') }} as o
    left join confirmations on o.outcome_code = confirmations.row_code
)

select * from final
