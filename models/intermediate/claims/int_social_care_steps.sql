-- R14: statutory social care of a child of the family: on the as-of date, and begun while what was
-- achieved has to last.
with final as (
    select
        people.episode_key,
        max(case
            when
                evidence.period_start <= {{ as_of_date() }}
                and evidence.period_end > {{ as_of_date() }}
                then 1
            else 0
        end) as is_in_social_care,
        max(case
            when
                evidence.period_start >= episodes.closed_on
                and evidence.period_start < episodes.sustain_ends_on
                and evidence.period_start <= {{ as_of_date() }}
                then 1
            else 0
        end) as is_stepped_up
    from {{ ref('int_episode_people') }} as people
    inner join {{ ref('int_support_episodes') }} as episodes
        on people.episode_key = episodes.episode_key
    inner join {{ ref('int_episode_evidence') }} as evidence
        on
            people.episode_key = evidence.episode_key
            and people.person_key = evidence.subject_key
            and evidence.may_prove_outcomes
    inner join {{ ref('statutory_care') }} as care on evidence.evidence_type = care.evidence_type
    where people.is_child
    group by people.episode_key
)

select * from final
