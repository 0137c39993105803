-- Delta takes counts: nothing here tells one family from another.
with context as (
    select * from {{ ref('build_context') }}
),

-- R16, R24: a family counts once, however many of its episodes are ready, and not while it is held
candidates as (
    select * from {{ ref('int_claim_candidates') }}
    where held_reason is null
),

final as (
    select
        authorities.authority_code,
        authorities.gss_code,
        authorities.authority_name,
        readiness.claim_window,
        candidates.framework_version,
        candidates.claim_route,
        context.as_of_date,
        cast(count(distinct candidates.family_key) as integer) as successful_family_outcomes
    from candidates
    inner join {{ ref('mart_claim_readiness') }} as readiness
        on candidates.episode_key = readiness.episode_key
    inner join {{ ref('dim_authority') }} as authorities
        on candidates.authority_code = authorities.authority_code
    cross join context
    group by
        authorities.authority_code,
        authorities.gss_code,
        authorities.authority_name,
        readiness.claim_window,
        candidates.framework_version,
        candidates.claim_route,
        context.as_of_date
)

select * from final
