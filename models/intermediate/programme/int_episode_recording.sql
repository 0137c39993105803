-- R30: whether the needs of a closed episode, and an outcome of each, are recorded one by one by
-- the practitioners. An outcome in progress is none yet.
with closed as (
    select
        e.episode_key,
        e.authority_code,
        e.closed_on
    from {{ ref('int_support_episodes') }} as e
    where
        e.assessed_on is not null
        and e.closed_on is not null
),

recorded as (
    select
        e.episode_key,
        e.subject_key,
        e.evidence_type,
        e.value_text,
        e.value_number
    from {{ ref('int_episode_evidence') }} as e
    where
        e.evidence_type in ('need_recorded', 'outcome_recorded')
        and e.event_date <= {{ as_of_date() }}
),

needs as (
    select distinct
        recorded.episode_key,
        recorded.subject_key,
        recorded.value_text as need_code
    from recorded
    where recorded.evidence_type = 'need_recorded'
),

outcomes as (
    select distinct
        recorded.episode_key,
        recorded.subject_key,
        catalogue.need_code
    from recorded
    inner join {{ ref('outcomes') }} as catalogue
        on recorded.value_text = catalogue.outcome_code
    where
        recorded.evidence_type = 'outcome_recorded'
        and recorded.value_number is not null
),

counted as (
    select
        needs.episode_key,
        count(*) as needs_recorded,
        count(outcomes.need_code) as needs_with_outcome
    from needs
    left join outcomes
        on
            needs.episode_key = outcomes.episode_key
            and needs.subject_key = outcomes.subject_key
            and needs.need_code = outcomes.need_code
    group by needs.episode_key
),

final as (
    select
        closed.episode_key,
        closed.authority_code,
        closed.closed_on,
        coalesce(counted.needs_recorded, 0) as needs_recorded,
        coalesce(counted.needs_with_outcome, 0) as needs_with_outcome,
        case when counted.needs_recorded = counted.needs_with_outcome then 1 else 0 end
            as is_recorded_throughout
    from closed
    left join counted on closed.episode_key = counted.episode_key
)

select * from final
