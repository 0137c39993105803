-- What a named person decided on a need or an outcome under review; of those in force on the as-of
-- date the latest counts.
with decisions as (
    select * from {{ known_rows(ref('stg_registers__decisions'), key=['decision_id']) }}
),

in_force as (
    select
        decisions.*,
        row_number() over (
            partition by
                decisions.target,
                decisions.episode_key,
                decisions.person_key,
                decisions.target_code
            order by decisions.decided_on desc, decisions.decision_id desc
        ) as decision_rank
    from decisions
    where
        decisions.decided_on <= {{ as_of_date() }}
        and coalesce(decisions.withdrawn_on, date '9999-12-31') > {{ as_of_date() }}
),

final as (
    select
        in_force.target,
        in_force.episode_key,
        in_force.person_key,
        in_force.target_code,
        in_force.decision,
        in_force.decided_on
    from in_force
    where in_force.decision_rank = 1
)

select * from final
