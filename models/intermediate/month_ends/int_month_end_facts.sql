-- What each measure counts: from which day it counts, and up to which day it holds.
with readiness as (
    select * from {{ ref('int_claim_readiness') }}
),

episodes as (
    select
        e.authority_code,
        e.episode_key,
        e.started_on,
        e.closed_on,
        coalesce(e.closed_on, date '9999-12-31') as open_until,
        coalesce(e.assessed_on, date '9999-12-31') as waits_until
    from {{ ref('int_support_episodes') }} as e
),

final as (
    select
        episodes.authority_code,
        'open_episodes' as measure,
        episodes.episode_key as counted_key,
        episodes.started_on as counts_from,
        episodes.open_until as holds_until
    from episodes
    union all
    select
        episodes.authority_code,
        'episodes_opened' as measure,
        episodes.episode_key as counted_key,
        episodes.started_on as counts_from,
        date '9999-12-31' as holds_until
    from episodes
    union all
    select
        episodes.authority_code,
        'episodes_closed' as measure,
        episodes.episode_key as counted_key,
        episodes.closed_on as counts_from,
        date '9999-12-31' as holds_until
    from episodes
    where episodes.closed_on is not null
    union all
    select
        episodes.authority_code,
        'waiting_for_assessment' as measure,
        episodes.episode_key as counted_key,
        episodes.started_on as counts_from,
        least(episodes.open_until, episodes.waits_until) as holds_until
    from episodes
    union all
    select
        eligibility.authority_code,
        'families_eligible' as measure,
        eligibility.family_key as counted_key,
        eligibility.eligible_on as counts_from,
        date '9999-12-31' as holds_until
    from {{ ref('int_episode_eligibility') }} as eligibility
    where eligibility.is_eligible = 1
    union all
    select
        needs.authority_code,
        'needs_identified' as measure,
        needs.need_instance_id as counted_key,
        needs.identified_on as counts_from,
        date '9999-12-31' as holds_until
    from {{ ref('int_family_needs') }} as needs
    where needs.status = 'met'
    union all
    select
        readiness.authority_code,
        'needs_met' as measure,
        achievements.need_instance_id as counted_key,
        achievements.achieved_on as counts_from,
        date '9999-12-31' as holds_until
    from {{ ref('int_need_achievements') }} as achievements
    inner join readiness on achievements.episode_key = readiness.episode_key
    where achievements.achieved_on is not null
    union all
    select
        readiness.authority_code,
        'episodes_ready' as measure,
        readiness.episode_key as counted_key,
        readiness.claimable_from as counts_from,
        least(
            coalesce(readiness.claimed_on, date '9999-12-31'),
            coalesce(readiness.retired_on, date '9999-12-31')
        ) as holds_until
    from readiness
    where
        readiness.is_ready = 1
        and readiness.is_eligible = 1
        and readiness.claimable_from is not null
    {% for measure in ['families_claimed', 'families_claimed_in_year'] -%}
    union all
    select
        claims.authority_code,
        '{{ measure }}' as measure,
        claims.family_key as counted_key,
        claims.submitted_on as counts_from,
        date '9999-12-31' as holds_until
    from {{ ref('int_claims_made') }} as claims
    where claims.is_standing = 1
    {% endfor %}
)

select * from final
