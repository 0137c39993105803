{%- set no_person = 'cast(null as varchar) as person_key' -%}
{%- set no_need = 'cast(null as varchar) as need_code' -%}
-- Everything that stands between an episode and a claim.
with episodes as (
    select
        episodes.*,
        reasons.can_be_claimed
    from {{ ref('int_support_episodes') }} as episodes
    left join {{ ref('closure_reasons') }} as reasons
        on episodes.close_reason = reasons.closure_reason
),

eligibility as (
    select * from {{ ref('int_episode_eligibility') }}
),

-- R24: a family is claimed once, or again after the re-claim period where one is set
earlier_claims as (
    select
        episodes.episode_key,
        count(*) as claims
    from episodes
    inner join {{ ref('int_claims_made') }} as claims
        on
            episodes.family_key = claims.family_key
            and episodes.episode_key <> claims.episode_key
    where
        episodes.reclaim_min_months is null
        or claims.submitted_on > {{ dbt.dateadd(
            'month', '-episodes.reclaim_min_months', as_of_date()
        ) }}
    group by episodes.episode_key
),

facts as (
    select
        episodes.episode_key,
        episodes.closed_on,
        episodes.sustain_ends_on,
        coalesce(episodes.can_be_claimed, 1) as can_be_claimed,
        eligibility.is_assessed,
        eligibility.is_framework_in_catalogue,
        eligibility.enough_needs_on,
        eligibility.has_dependent_child + eligibility.has_expectant_parent as dependants,
        coalesce(earlier_claims.claims, 0) as earlier_claims
    from episodes
    inner join eligibility on episodes.episode_key = eligibility.episode_key
    left join earlier_claims on episodes.episode_key = earlier_claims.episode_key
),

of_episodes as (
    {% for code, condition in {
        'not_assessed': 'facts.is_assessed = 0',
        'framework_not_in_catalogue':
            'facts.is_assessed = 1 and facts.is_framework_in_catalogue = 0',
        'no_dependent_child_or_expectant_parent': 'facts.dependants = 0',
        'too_few_needs':
            'facts.is_framework_in_catalogue = 1 and facts.is_assessed = 1'
            ~ ' and facts.enough_needs_on is null',
        'episode_open': 'facts.closed_on is null',
        'sustain_not_complete': 'facts.sustain_ends_on > ' ~ as_of_date(),
        'closure_never_claimable': 'facts.closed_on is not null and facts.can_be_claimed = 0',
        'already_claimed': 'facts.earlier_claims > 0',
    }.items() -%}
    select
        facts.episode_key,
        '{{ code }}' as blocker_code,
        {{ no_person }},
        {{ no_need }}
    from facts
    where {{ condition }}
    union all
    {% endfor -%}
    select
        practice.episode_key,
        practice.blocker_code,
        practice.person_key,
        practice.need_code
    from {{ ref('int_whole_family_practice') }} as practice
    union all
    select
        needs.episode_key,
        'need_manual_review' as blocker_code,
        needs.person_key,
        needs.need_code
    from {{ ref('int_family_needs') }} as needs
    where needs.status = 'manual_review'
    union all
    select
        achievements.episode_key,
        achievements.blocker_code,
        achievements.person_key,
        achievements.need_code
    from {{ ref('int_need_achievements') }} as achievements
    where achievements.blocker_code is not null
),

final as (
    select
        md5(concat_ws(
            '|',
            of_episodes.episode_key,
            of_episodes.blocker_code,
            coalesce(of_episodes.person_key, ''),
            coalesce(of_episodes.need_code, '')
        )) as blocker_id,
        of_episodes.*
    from of_episodes
)

select * from final
