with spells as (
    select * from {{ known_rows(
        ref('stg_cme_ehe__register_spells'), key=['row_key']
    ) }}
),

final as (
    {{ evidence_row(
        "case spells.register_type when 'CME' then 'missing_education' else 'home_education' end", 'spells', 'spells.row_key',
        starts='spells.started_on',
        last_day='spells.ended_on',
        text="case when spells.register_type = 'EHE' then spells.suitability end"
    ) }}
    from spells
    where spells.record_key is not null
)

select * from final
