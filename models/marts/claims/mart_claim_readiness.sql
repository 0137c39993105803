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
        inner join {{ ref('int_claim_windows') }} as w
            on
                readiness.authority_code = w.authority_code
                and w.closes_on >= greatest(readiness.claimable_from, {{ as_of_date() }})
        where readiness.claimable_from is not null
    ) as ranked
    where ranked.window_rank = 1
),

unconfirmed as (
    select
        u.episode_key,
        count(*) as unconfirmed_rows
    from {{ ref('fct_unconfirmed_row') }} as u
    group by u.episode_key
),

final as (
    select
        readiness.authority_code,
        readiness.family_key,
        families.case_system_family_id,
        readiness.episode_key,
        readiness.framework_version,
        readiness.claim_route,
        readiness.claim_status,
        case when readiness.claim_status = 'ready' then 1 else 0 end as is_ready,
        cast(readiness.attachment_fee_gbp as decimal(9, 2)) as attachment_fee_gbp,
        cast(readiness.result_payment_gbp as decimal(9, 2)) as result_payment_gbp,
        readiness.is_eligible,
        readiness.eligible_on,
        readiness.blocking_reasons,
        cast(readiness.blocker_count as integer) as blocker_count,
        warnings.warnings,
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
        cast(coalesce(unconfirmed.unconfirmed_rows, 0) as integer) as unconfirmed_rows
    from readiness
    inner join {{ ref('fct_support_episode') }} as episodes
        on readiness.episode_key = episodes.episode_key
    left join {{ ref('dim_family') }} as families
        on readiness.family_key = families.family_key
    left join windows on readiness.episode_key = windows.episode_key
    left join {{ ref('int_claim_warnings') }} as warnings
        on readiness.episode_key = warnings.episode_key
    left join unconfirmed on readiness.episode_key = unconfirmed.episode_key
)

select * from final
