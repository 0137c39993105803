with leads as (
    select * from {{ known_rows(
        ref('stg_early_help__lead_practitioners'), key=['lead_ref']
    ) }}
),

final as (
    select
        parts.episode_key,
        parts.authority_code,
        leads.worker_ref,
        leads.organisation,
        leads.team,
        coalesce(leads.lead_from, parts.started_on) as lead_from,
        {{ team_key('parts.authority_code', 'leads.team') }} as team_key,
        coalesce(leads.is_recognised_by_family, false) as is_recognised_by_family,
        row_number() over (
            partition by parts.episode_key
            order by leads.lead_from desc nulls last, leads.lead_ref desc
        ) as lead_rank
    from leads
    inner join {{ ref('int_episode_parts') }} as parts
        on
            leads.authority_code = parts.authority_code
            and leads.episode_ref = parts.episode_ref
    where coalesce(leads.lead_from, parts.started_on) <= {{ as_of_date() }}
)

select * from final
