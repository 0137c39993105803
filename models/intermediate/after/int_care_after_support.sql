-- Statutory social care of a child of the family after support ended, as R14 looks at it: begun on
-- the day that support ended or later in the period, or begun before and still going on that day.
with final as (
    select
        follow_ups.episode_key,
        follow_ups.months_after,
        min(case
            when
                evidence.period_start >= follow_ups.closed_on
                and evidence.period_start < follow_ups.follow_up_ends_on
                and evidence.period_start <= {{ as_of_date() }}
                then evidence.period_start
        end) as escalated_on,
        max(case
            when
                evidence.period_start < follow_ups.closed_on
                and evidence.period_end > follow_ups.closed_on
                then 1
            else 0
        end) as is_already_in_care
    from {{ ref('int_follow_ups') }} as follow_ups
    inner join {{ ref('int_episode_people') }} as people
        on follow_ups.episode_key = people.episode_key
    inner join {{ ref('int_episode_evidence') }} as evidence
        on
            people.episode_key = evidence.episode_key
            and people.person_key = evidence.subject_key
            and evidence.may_prove_outcomes
    inner join {{ ref('statutory_care') }} as care on evidence.evidence_type = care.evidence_type
    where people.is_child
    group by
        follow_ups.episode_key,
        follow_ups.months_after
)

select * from final
