-- What a named person decided on a need or an outcome under review; of those in force on the as-of
-- date the latest counts. A decision names the keys of its day: they are followed forward, among
-- those of its own authority.
with decisions as (
    select
        recorded.authority_code,
        recorded.target,
        coalesce(parts.episode_key, recorded.episode_key) as episode_key,
        coalesce(links.person_key, recorded.person_key) as person_key,
        recorded.target_code,
        recorded.decision,
        recorded.decided_on,
        recorded.decided_by,
        recorded.decision_id,
        recorded.withdrawn_on
    from {{ known_rows(ref('stg_registers__decisions'), key=['decision_id']) }} as recorded
    left join {{ ref('int_episode_parts') }} as parts
        on
            recorded.authority_code = parts.authority_code
            and recorded.episode_key = parts.episode_record_key
    left join {{ ref('int_person_source_links') }} as links
        on
            recorded.authority_code = links.authority_code
            and recorded.person_key = links.record_key
),

in_force as (
    select
        decisions.*,
        row_number() over (
            partition by
                decisions.authority_code,
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
        in_force.authority_code,
        in_force.target,
        in_force.episode_key,
        in_force.person_key,
        in_force.target_code,
        in_force.decision,
        in_force.decided_on,
        in_force.decided_by
    from in_force
    where in_force.decision_rank = 1
)

select * from final
