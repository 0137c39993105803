-- A family whose support ends twice in a financial quarter counts once in it, by the first time: to
-- begin again is what it is followed for.
with ended as (
    select
        episodes.authority_code,
        episodes.family_key,
        episodes.episode_key,
        episodes.framework_version,
        episodes.closed_on,
        episodes.close_reason,
        cast({{ dbt.date_trunc('quarter', 'episodes.closed_on') }} as date) as quarter_start
    from {{ ref('int_support_episodes') }} as episodes
    where episodes.closed_on is not null
),

ranked as (
    select
        ended.*,
        row_number() over (
            partition by ended.authority_code, ended.family_key, ended.quarter_start
            order by ended.closed_on nulls last, ended.episode_key
        ) as place
    from ended
),

final as (
    select
        ranked.authority_code,
        ranked.family_key,
        ranked.episode_key,
        ranked.framework_version,
        coalesce(leads.team_key, {{ team_key('ranked.authority_code', 'null') }}) as team_key,
        ranked.quarter_start,
        ranked.closed_on,
        case when reasons.retirement_reason = 'stepped_up' then 1 else 0 end as is_stepped_up
    from ranked
    left join {{ ref('int_episode_leads') }} as leads
        on ranked.episode_key = leads.episode_key and leads.lead_rank = 1
    left join {{ ref('closure_reasons') }} as reasons
        on ranked.close_reason = reasons.closure_reason
    where ranked.place = 1
)

select * from final
