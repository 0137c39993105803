with readiness as (
    select * from {{ ref('int_claim_readiness') }}
    where claim_status not in ('claimed', 'retired')
),

-- The window a claim falls in, or the next to open; readiness itself never asks.
windows as (
    select ranked.*
    from (
        select
            readiness.episode_key,
            w.claim_window,
            row_number() over (
                partition by readiness.episode_key
                order by w.opens_on
            ) as window_rank
        from readiness
        inner join {{ ref('claim_windows') }} as w
            on w.closes_on >= greatest(readiness.claimable_from, {{ as_of_date() }})
        where readiness.claimable_from is not null
    ) as ranked
    where ranked.window_rank = 1
),

-- Rows of the catalogue that a met need rests on and that the authority has not confirmed.
unconfirmed as (
    select
        needs.episode_key,
        count(distinct needs.need_code) as unconfirmed_needs
    from {{ ref('fct_family_need') }} as needs
    inner join {{ ref('dim_need') }} as catalogue on needs.need_code = catalogue.need_code
    where
        needs.status = 'met'
        and catalogue.is_confirmed = 0
    group by needs.episode_key
),

final as (
    select
        readiness.authority_code,
        readiness.family_key,
        families.case_system_family_id,
        readiness.episode_key,
        readiness.framework_version,
        readiness.claim_status,
        case when readiness.claim_status = 'ready' then 1 else 0 end as is_ready,
        readiness.is_eligible,
        readiness.eligible_on,
        readiness.blocking_reasons,
        cast(readiness.blocker_count as integer) as blocker_count,
        readiness.started_on,
        readiness.assessed_on,
        readiness.closed_on,
        readiness.close_reason,
        readiness.sustain_ends_on,
        readiness.claimable_from,
        readiness.not_before,
        windows.claim_window,
        episodes.lead_practitioner_ref,
        episodes.lead_team,
        episodes.lead_organisation,
        cast(coalesce(unconfirmed.unconfirmed_needs, 0) as integer) as unconfirmed_needs
    from readiness
    inner join {{ ref('fct_support_episode') }} as episodes
        on readiness.episode_key = episodes.episode_key
    left join {{ ref('dim_family') }} as families
        on readiness.family_key = families.family_key
    left join windows on readiness.episode_key = windows.episode_key
    left join unconfirmed on readiness.episode_key = unconfirmed.episode_key
)

select * from final
