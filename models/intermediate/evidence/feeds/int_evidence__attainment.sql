with results as (
    select * from {{ known_rows(
        ref('stg_attainment__key_stage_results'), key=['row_key']
    ) }}
),

final as (
    {{ evidence_row(
        "'attainment_result'", 'results', 'results.row_key',
        on='results.assessed_on',
        number='case when results.is_expected_standard then 1 when not results.is_expected_standard then 0 end',
        text="results.key_stage || ':' || results.subject"
    ) }}
    from results
    where results.record_key is not null
)

select * from final
