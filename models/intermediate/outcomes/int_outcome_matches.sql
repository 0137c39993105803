with final as (
    {{ match_evidence(ref('int_outcome_rule_index')) }}
)

select * from final
