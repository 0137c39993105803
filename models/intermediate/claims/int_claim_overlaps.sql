-- noqa: disable=LT02
-- R24: people of an earlier claim of another family, or of two families that are ready at once: a
-- person decides whether that is one claim too many.
{% set pair = [
    'authority_code', 'episode_key', 'overlap_kind', 'earlier_claim_ref', 'earlier_family_key',
    'earlier_episode_key', 'earlier_on',
] %}
with ready as (
    select * from {{ ref('int_ready_episodes') }}
),

people as (
    select * from {{ ref('int_episode_people') }}
),

claims as (
    select * from {{ ref('int_claims_made') }}
    where
        is_standing = 1
        and submitted_on < {{ as_of_date() }}
),

-- Of a claim whose episode is not known any more: who was in the family on the day.
claimed_people as (
    select
        claims.authority_code,
        claims.claim_ref,
        people.person_key
    from claims
    inner join people on claims.episode_key = people.episode_key
    union all
    select
        claims.authority_code,
        claims.claim_ref,
        members.person_key
    from claims
    left join {{ ref('int_support_episodes') }} as episodes
        on claims.episode_key = episodes.episode_key
    inner join {{ ref('int_family_members') }} as members
        on
            claims.family_key = members.family_key
            and claims.submitted_on >= members.member_from
            and claims.submitted_on < members.member_to
    where episodes.episode_key is null
),

shared as (
    select
        ready.authority_code,
        ready.episode_key,
        'claimed' as overlap_kind,
        claims.claim_ref as earlier_claim_ref,
        claims.family_key as earlier_family_key,
        claims.episode_key as earlier_episode_key,
        claims.submitted_on as earlier_on,
        people.person_key
    from ready
    inner join people on ready.episode_key = people.episode_key
    inner join claimed_people on people.person_key = claimed_people.person_key
    inner join claims
        on
            claimed_people.authority_code = claims.authority_code
            and claimed_people.claim_ref = claims.claim_ref
            and ready.authority_code = claims.authority_code
            and ready.family_key <> claims.family_key
    where
        ready.reclaim_min_months is null
        or claims.submitted_on
        > {{ dbt.dateadd('month', '-ready.reclaim_min_months', as_of_date()) }}
    union all
    select
        ready.authority_code,
        ready.episode_key,
        'ready' as overlap_kind,
        cast(null as {{ dbt.type_string() }}) as earlier_claim_ref,
        earlier.family_key as earlier_family_key,
        earlier.episode_key as earlier_episode_key,
        earlier.claimable_from as earlier_on,
        people.person_key
    from ready
    inner join people on ready.episode_key = people.episode_key
    inner join people as others on people.person_key = others.person_key
    inner join ready as earlier
        on
            others.episode_key = earlier.episode_key
            and ready.authority_code = earlier.authority_code
            and ready.family_key <> earlier.family_key
            and earlier.claim_status <> 'retired'
            and (
                ready.claimable_from > earlier.claimable_from
                or (
                    ready.claimable_from = earlier.claimable_from
                    and ready.episode_key > earlier.episode_key
                )
            )
),

pairs as (
    select
        {% for column in pair -%}
        shared.{{ column }},
        {% endfor -%}
        count(distinct shared.person_key) as people_shared
    from shared
    group by
        {% for column in pair -%}
        shared.{{ column }}{{ ',' if not loop.last }}
        {% endfor %}
),

-- Decided of this claim, or whatever it is held for; of both what was decided last.
decided as (
    select
        pairs.*,
        reviews.decision,
        reviews.decided_on,
        row_number() over (
            partition by
                pairs.episode_key, pairs.overlap_kind, pairs.earlier_claim_ref,
                pairs.earlier_episode_key
            order by reviews.decided_on desc nulls last, reviews.review_ref desc
        ) as decision_rank
    from pairs
    left join {{ ref('int_claim_reviews') }} as reviews
        on
            pairs.authority_code = reviews.authority_code
            and pairs.episode_key = reviews.episode_key
            and coalesce(reviews.earlier_claim_ref, pairs.earlier_claim_ref, '')
            = coalesce(pairs.earlier_claim_ref, '')
),

final as (
    select
        ready.authority_code,
        ready.family_key,
        decided.episode_key,
        decided.overlap_kind,
        decided.earlier_claim_ref,
        decided.earlier_family_key,
        decided.earlier_episode_key,
        decided.earlier_on,
        decided.people_shared,
        decided.decision,
        decided.decided_on
    from decided
    inner join ready on decided.episode_key = ready.episode_key
    where decided.decision_rank = 1
)

select * from final
