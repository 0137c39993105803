-- What a named person decided on a need or an outcome under review; the latest decision counts.
with decisions as (
    select * from {{ known_rows(
        ref('stg_registers__decisions'),
        key=['target', 'episode_key', 'person_key', 'target_code']
    ) }}
),

final as (
    select
        decisions.target,
        decisions.episode_key,
        decisions.person_key,
        decisions.target_code,
        decisions.decision,
        decisions.decided_on
    from decisions
    where
        decisions.withdrawn_on is null
        and decisions.decided_on <= {{ as_of_date() }}
)

select * from final
