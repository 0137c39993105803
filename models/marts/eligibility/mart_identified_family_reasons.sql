with final as (
    select
        needs.authority_code,
        needs.family_key,
        needs.person_key,
        needs.family_role,
        needs.need_code,
        needs.status,
        needs.rule_id,
        needs.evidence_type,
        needs.feed_code,
        cast(needs.evidence_count as integer) as evidence_count,
        needs.first_on,
        needs.last_on
    from {{ ref('int_population_needs') }} as needs
    inner join {{ ref('int_identified_families') }} as families
        on needs.family_key = families.family_key
)

select * from final
