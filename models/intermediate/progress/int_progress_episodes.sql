-- What the days of an episode say for progress: since when its family has been supported in a
-- whole-family way, when it was claimed, and from when it could be.
with episodes as (
    select * from {{ ref('int_support_episodes') }}
),

-- R06 to R09: all four, and the day of the last
practice as (
    select
        p.episode_key,
        min(p.is_shown) as is_whole_family,
        max(p.shown_on) as shown_on
    from {{ ref('int_episode_practice') }} as p
    group by p.episode_key
),

claims as (
    select
        c.authority_code,
        c.episode_key,
        min(c.submitted_on) as claimed_on,
        min(case when c.is_standing = 1 then c.submitted_on end) as stands_from
    from {{ ref('int_claims_made') }} as c
    group by
        c.authority_code,
        c.episode_key
),

-- Versions with a route that does not wait for the sustain window.
short_routes as (
    select r.framework_version
    from {{ ref('claim_routes') }} as r
    where
        r.asks <> 'every_need'
        and r.adds_to_route is null
    group by r.framework_version
),

final as (
    select
        episodes.authority_code,
        episodes.episode_key,
        episodes.family_key,
        episodes.started_on,
        episodes.assessed_on,
        episodes.closed_on,
        case
            when practice.is_whole_family = 1
                then greatest(
                    episodes.assessed_on, coalesce(practice.shown_on, episodes.assessed_on)
                )
        end as whole_family_from,
        claims.claimed_on,
        claims.stands_from,
        retired.retired_on,
        coalesce(reasons.can_be_claimed, 1) as can_be_claimed,
        settings.last_claim_on,
        case when short_routes.framework_version is null then 1 else 0 end as waits_for_sustain,
        -- R10: counted from closing, or from the last outcome, which may be known only later
        episodes.sustain_ends_on as sustain_ends_from_closing,
        sustain.sustain_ends_on,
        case
            when settings.sustain_anchor = 'outcome_met'
                then greatest(episodes.closed_on, cast({{ dbt.dateadd(
                    'month', '-settings.sustain_months', 'sustain.sustain_ends_on'
                ) }} as date))
            else episodes.closed_on
        end as sustain_known_from,
        case
            when settings.sustain_anchor = 'outcome_met' then 0
            else coalesce(settings.sustain_months, 0)
        end as months_after_closing
    from episodes
    left join practice on episodes.episode_key = practice.episode_key
    left join claims
        on
            episodes.authority_code = claims.authority_code
            and episodes.episode_key = claims.episode_key
    left join {{ ref('int_retired_families') }} as retired
        on
            episodes.authority_code = retired.authority_code
            and episodes.family_key = retired.family_key
    left join {{ ref('closure_reasons') }} as reasons
        on episodes.close_reason = reasons.closure_reason
    left join {{ ref('int_framework_settings') }} as settings
        on
            episodes.authority_code = settings.authority_code
            and episodes.framework_version = settings.framework_version
    left join short_routes on episodes.framework_version = short_routes.framework_version
    left join {{ ref('int_episode_sustain') }} as sustain
        on episodes.episode_key = sustain.episode_key
)

select * from final
