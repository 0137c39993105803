with final as (
    select
        f.authority_code,
        f.family_key,
        f.family_source,
        cast(f.has_dependent_child as integer) as has_dependent_child,
        cast(f.has_expectant_parent as integer) as has_expectant_parent,
        cast(f.needs_shown as integer) as needs_shown,
        cast(f.headlines_shown as integer) as headlines_shown,
        f.need_codes,
        f.headline_codes,
        f.need_codes_to_review,
        cast(f.people as integer) as people,
        cast(f.children as integer) as children,
        cast(f.candidates as integer) as candidates,
        cast(f.evidence_count as integer) as evidence_count,
        f.latest_evidence_on,
        f.feed_codes
    from {{ ref('int_identified_families') }} as f
)

select * from final
