{%- set no_person = 'cast(null as ' ~ dbt.type_string() ~ ') as person_key' -%}
{%- set no_need = 'cast(null as ' ~ dbt.type_string() ~ ') as need_code' -%}
-- Everything that stands between an episode and a claim, by route.
with episodes as (
    select
        episodes.*,
        reasons.can_be_claimed,
        settings.last_claim_on,
        settings.social_care_at_claim,
        settings.social_care_step_up
    from {{ ref('int_support_episodes') }} as episodes
    left join {{ ref('closure_reasons') }} as reasons
        on episodes.close_reason = reasons.closure_reason
    left join {{ ref('int_framework_settings') }} as settings
        on
            episodes.authority_code = settings.authority_code
            and episodes.framework_version = settings.framework_version
),

eligibility as (
    select * from {{ ref('int_episode_eligibility') }}
),

-- R24: a family is claimed once, or again after the re-claim period where one is set; a claim taken
-- back in full stands no more unless the setting says that it counts
earlier_claims as (
    select
        episodes.episode_key,
        count(*) as claims
    from episodes
    inner join {{ ref('int_claims_made') }} as claims
        on
            episodes.authority_code = claims.authority_code
            and episodes.family_key = claims.family_key
            and episodes.episode_key <> claims.episode_key
            and claims.is_standing = 1
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
        episodes.last_claim_on,
        episodes.social_care_at_claim,
        episodes.social_care_step_up,
        coalesce(episodes.can_be_claimed, 1) as can_be_claimed,
        eligibility.is_assessed,
        eligibility.is_framework_in_catalogue,
        eligibility.enough_needs_on,
        eligibility.has_dependent_child + eligibility.has_expectant_parent as dependants,
        coalesce(earlier_claims.claims, 0) as earlier_claims,
        coalesce(care.is_in_social_care, 0) as is_in_social_care,
        coalesce(care.is_stepped_up, 0) as is_stepped_up
    from episodes
    inner join eligibility on episodes.episode_key = eligibility.episode_key
    left join earlier_claims on episodes.episode_key = earlier_claims.episode_key
    left join {{ ref('int_social_care_steps') }} as care
        on episodes.episode_key = care.episode_key
),

of_episodes as (
    {% for code, condition in {
        'not_assessed': 'facts.is_assessed = 0',
        'framework_not_in_catalogue':
            'facts.is_assessed = 1 and facts.is_framework_in_catalogue = 0',
        'framework_claims_closed': 'facts.last_claim_on < ' ~ as_of_date(),
        'no_dependent_child_or_expectant_parent': 'facts.dependants = 0',
        'too_few_needs':
            'facts.is_framework_in_catalogue = 1 and facts.is_assessed = 1'
            ~ ' and facts.enough_needs_on is null',
        'closure_never_claimable': 'facts.closed_on is not null and facts.can_be_claimed = 0',
        'already_claimed': 'facts.earlier_claims > 0',
        'in_social_care_at_claim':
            "facts.social_care_at_claim = 'block' and facts.is_in_social_care = 1",
        'stepped_up_to_social_care':
            "facts.social_care_step_up = 'block' and facts.is_stepped_up = 1",
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
),

of_routes as (
    select
        of_episodes.episode_key,
        routes.route_code,
        of_episodes.blocker_code,
        of_episodes.person_key,
        of_episodes.need_code
    from of_episodes
    inner join {{ ref('int_episode_routes') }} as routes
        on of_episodes.episode_key = routes.episode_key
    union all
    select * from {{ ref('int_route_blockers') }}
),

final as (
    select
        md5(concat_ws(
            '|',
            of_routes.episode_key,
            of_routes.route_code,
            of_routes.blocker_code,
            coalesce(of_routes.person_key, ''),
            coalesce(of_routes.need_code, '')
        )) as blocker_id,
        of_routes.*
    from of_routes
)

select * from final
