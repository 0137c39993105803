-- The piece of evidence that says most of each milestone, and what it makes of it. A feed of
-- everybody goes before one of a list.
with ranked as (
    select
        e.*,
        states.milestone_state,
        states.what_it_means,
        states.what_would_meet_it,
        row_number() over (
            partition by e.authority_code, e.milestone_code
            order by
                states.evidence_rank asc,
                case when e.population = 'cohort' then 1 else 0 end asc,
                e.last_received_at desc nulls last,
                e.feed_code asc nulls last,
                e.table_name asc nulls last
        ) as evidence_place
    from {{ ref('fct_milestone_evidence') }} as e
    inner join {{ ref('data_milestone_states') }} as states
        on
            e.shown_by = states.shown_by
            and e.evidence_state = states.evidence_state
),

final as (
    select
        ranked.authority_code,
        ranked.milestone_code,
        milestones.milestone_group,
        milestones.milestone_text,
        milestones.required_level,
        milestones.is_recommendation,
        ranked.milestone_state,
        case
            when ranked.milestone_state = 'met' then 1
            when
                ranked.milestone_state = 'working_towards'
                and milestones.required_level = 'work_towards'
                then 1
            else 0
        end as is_enough,
        ranked.shown_by,
        ranked.evidence_state,
        ranked.what_it_means,
        ranked.what_would_meet_it,
        ranked.feed_code,
        ranked.table_name,
        ranked.population,
        ranked.feed_status,
        ranked.agreement_state,
        ranked.last_received_at,
        ranked.late_from,
        ranked.since,
        ranked.episodes_closed,
        ranked.episodes_recorded,
        milestones.provenance,
        milestones.confidence
    from ranked
    inner join {{ ref('data_milestones') }} as milestones
        on ranked.milestone_code = milestones.milestone_code
    where ranked.evidence_place = 1
)

select * from final
