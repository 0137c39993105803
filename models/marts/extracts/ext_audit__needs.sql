with final as (
    select
        needs.authority_code,
        needs.episode_key,
        needs.need_instance_id,
        needs.person_key,
        needs.need_code,
        wording.need_no,
        wording.need_name,
        needs.headline_code,
        wording.headline_no,
        wording.headline_name,
        needs.status,
        needs.identified_on,
        needs.identified_by,
        decisions.decision,
        decisions.decided_by,
        decisions.decided_on
    from {{ ref('fct_family_need') }} as needs
    inner join {{ ref('int_claim_candidates') }} as candidates
        on needs.episode_key = candidates.episode_key
    inner join {{ ref('dim_need') }} as wording on needs.need_code = wording.need_code
    left join {{ ref('fct_decision') }} as decisions
        on
            decisions.target = 'need'
            and needs.authority_code = decisions.authority_code
            and needs.episode_key = decisions.episode_key
            and needs.person_key = decisions.person_key
            and needs.need_code = decisions.target_code
    where needs.status in ('met', 'manual_review')
)

select * from final
