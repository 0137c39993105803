with final as (
    select
        outcomes.authority_code,
        outcomes.episode_key,
        outcomes.need_instance_id,
        outcomes.outcome_instance_id,
        outcomes.person_key,
        outcomes.need_code,
        outcomes.outcome_code,
        wording.outcome_name,
        wording.sustain_value,
        wording.sustain_unit,
        outcomes.status,
        outcomes.achieved_on,
        case
            when outcomes.is_achieved_by_practitioner + outcomes.is_achieved_by_data = 2 then 'both'
            when outcomes.is_achieved_by_practitioner = 1 then 'practitioner'
            when outcomes.is_achieved_by_data = 1 then 'partner_data'
        end as shown_by,
        case
            when outcomes.is_denied_by_practitioner + outcomes.is_denied_by_data = 2 then 'both'
            when outcomes.is_denied_by_practitioner = 1 then 'practitioner'
            when outcomes.is_denied_by_data = 1 then 'partner_data'
        end as contradicted_by,
        decisions.decision,
        decisions.decided_by,
        decisions.decided_on
    from {{ ref('fct_family_outcome') }} as outcomes
    inner join {{ ref('int_claim_candidates') }} as candidates
        on outcomes.episode_key = candidates.episode_key
    inner join {{ ref('dim_outcome') }} as wording
        on outcomes.outcome_code = wording.outcome_code
    left join {{ ref('fct_decision') }} as decisions
        on
            decisions.target = 'outcome'
            and outcomes.authority_code = decisions.authority_code
            and outcomes.episode_key = decisions.episode_key
            and outcomes.person_key = decisions.person_key
            and outcomes.outcome_code = decisions.target_code
)

select * from final
