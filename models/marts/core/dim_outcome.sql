with final as (
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
    left join {{ ref('int_confirmations') }} as confirmations
        on
            confirmations.catalogue_table = 'outcomes'
            and o.outcome_code = confirmations.row_code
)

select * from final
