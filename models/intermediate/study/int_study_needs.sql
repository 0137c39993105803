-- The needs that may be told of: what is known of them without evidence that research is not
-- agreed for and without people who object.
with left_out as (
    select o.person_key
    from {{ ref('int_study_objections') }} as o
    where o.is_left_out = 1
    group by o.person_key
),

of_episodes as (
    select
        candidates.candidate_key,
        n.person_key,
        n.need_code,
        n.headline_code,
        min(rules.known_on) as known_on
    from {{ ref('int_family_needs') }} as n
    inner join {{ ref('int_study_candidates') }} as candidates
        on n.episode_key = candidates.episode_key
    inner join {{ ref('int_study_episode_rules') }} as rules
        on
            n.need_instance_id = rules.need_instance_id
            -- what a named person decided rests on what was put to them
            and (rules.rule_status = 'met' or n.status_by_rules = 'manual_review')
    where n.status = 'met'
    group by
        candidates.candidate_key,
        n.person_key,
        n.need_code,
        n.headline_code
),

of_waiting as (
    select
        n.family_key as candidate_key,
        n.person_key,
        n.need_code,
        n.headline_code,
        max(candidates.eligible_on) as known_on
    from {{ ref('int_population_needs') }} as n
    inner join {{ ref('int_study_candidates') }} as candidates
        on n.family_key = candidates.candidate_key
    inner join {{ ref('int_study_waiting_rules') }} as rules
        on
            n.family_key = rules.family_key
            and n.person_key = rules.subject_key
            and n.rule_id = rules.rule_id
    where n.status = 'met'
    group by
        n.family_key,
        n.person_key,
        n.need_code,
        n.headline_code
),

needs as (
    select * from of_episodes
    union all
    select * from of_waiting
),

final as (
    select needs.*
    from needs
    left join left_out on needs.person_key = left_out.person_key
    where left_out.person_key is null
)

select * from final
