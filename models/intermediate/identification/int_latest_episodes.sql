with ranked as (
    select
        e.*,
        row_number() over (
            partition by e.family_key
            order by e.started_on desc, e.episode_key desc
        ) as episode_rank
    from {{ ref('int_support_episodes') }} as e
),

final as (
    select
        ranked.family_key,
        ranked.episode_key,
        ranked.started_on,
        ranked.closed_on
    from ranked
    where ranked.episode_rank = 1
)

select * from final
