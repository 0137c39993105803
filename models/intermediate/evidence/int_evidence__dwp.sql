with results as (
    select * from {{ known_rows(
        ref('stg_dwp__matching_results'), key=['authority_code', 'row_key']
    ) }}
),

final as (
    {{ evidence_row(
        "'benefit_claim'", 'results', 'results.row_key',
        on='results.as_at',
        text="concat_ws(':', results.benefit_type, results.uc_conditionality)"
    ) }}
    from results
    where
        results.record_key is not null
        and results.match_result = 'MATCHED'
        and results.benefit_type <> 'NONE'
    union all
    {{ evidence_row(
        "'work_status'", 'results', 'results.row_key',
        on='results.as_at',
        number='case when results.is_in_work then 1 else 0 end'
    ) }}
    from results
    where
        results.record_key is not null
        and results.match_result = 'MATCHED'
        and results.is_in_work is not null
)

select * from final
