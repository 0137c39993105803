with final as (
    select
        e.authority_code,
        e.family_key,
        e.episode_key,
        e.framework_version,
        e.assessed_on,
        e.eligible_on,
        cast(e.needs_identified as integer) as needs_identified,
        cast(e.headlines_identified as integer) as headlines_identified,
        e.has_dependent_child,
        e.has_expectant_parent,
        e.is_eligible,
        e.is_eligible_strictly,
        e.why_not_eligible
    from {{ ref('int_episode_eligibility') }} as e
)

select * from final
