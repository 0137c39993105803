with final as (
    {{ match_evidence(ref('int_need_rule_index'), 'may_identify_needs') }}
    union all
    select * from {{ ref('int_need_bespoke__off_roll') }}
)

select * from final
