with final as (
    select
        practice.authority_code,
        practice.episode_key,
        practice.claim_rule,
        practice.is_shown,
        evidence.what_shows_it,
        evidence.person_key,
        evidence.need_code,
        evidence.shown_on,
        evidence.source_file,
        evidence.source_row
    from {{ ref('int_episode_practice') }} as practice
    inner join {{ ref('int_claim_candidates') }} as candidates
        on practice.episode_key = candidates.episode_key
    left join {{ ref('int_practice_evidence') }} as evidence
        on
            practice.episode_key = evidence.episode_key
            and practice.claim_rule = evidence.claim_rule
)

select * from final
