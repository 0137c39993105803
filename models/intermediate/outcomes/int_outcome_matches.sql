with final as (
    {{ match_evidence(ref('int_outcome_rule_index'), 'may_prove_outcomes') }}
)

select * from final
