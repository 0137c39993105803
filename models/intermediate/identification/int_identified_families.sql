-- R01, R02, R03 for families not yet worked with. What needs a person's review is shown apart and
-- never counts.
with settings as (
    select
        s.authority_code,
        s.framework_version,
        s.min_needs,
        s.min_headlines
    from {{ ref('framework_versions') }} as v
    inner join {{ ref('int_framework_settings') }} as s
        on v.framework_version = s.framework_version
    where
        v.valid_from <= {{ as_of_date() }}
        and v.valid_to > {{ as_of_date() }}
),

people as (
    select
        f.family_key,
        min(f.authority_code) as authority_code,
        min(f.family_source) as family_source,
        count(*) as people,
        sum(case when f.is_child then 1 else 0 end) as children,
        sum(case when f.is_candidate then 1 else 0 end) as candidates,
        max(case when f.is_dependent_child then 1 else 0 end) as has_dependent_child,
        max(case when f.is_expectant_parent then 1 else 0 end) as has_expectant_parent
    from {{ ref('int_current_families') }} as f
    where
        not f.has_been_supported
        and f.may_find_families
    group by f.family_key
),

needs as (
    select
        n.family_key,
        count(distinct case when n.status = 'met' then n.need_code end) as needs_shown,
        count(distinct case when n.status = 'met' then n.headline_code end) as headlines_shown,
        {{ list_of_codes("case when n.status = 'met' then n.need_code end") }} as need_codes,
        {{ list_of_codes("case when n.status = 'met' then n.headline_code end") }}
            as headline_codes,
        {{ list_of_codes("case when n.status <> 'met' then n.need_code end") }}
            as need_codes_to_review,
        {{ list_of_codes("case when n.status = 'met' then n.feed_code end") }} as feed_codes,
        sum(case when n.status = 'met' then n.evidence_count else 0 end) as evidence_count,
        max(case when n.status = 'met' then n.last_on end) as latest_evidence_on
    from {{ ref('int_population_needs') }} as n
    group by n.family_key
),

final as (
    select
        people.*,
        settings.framework_version,
        needs.needs_shown,
        needs.headlines_shown,
        needs.need_codes,
        needs.headline_codes,
        needs.need_codes_to_review,
        needs.feed_codes,
        needs.evidence_count,
        needs.latest_evidence_on
    from people
    inner join needs on people.family_key = needs.family_key
    inner join settings on people.authority_code = settings.authority_code
    where
        people.has_dependent_child + people.has_expectant_parent > 0
        and needs.needs_shown >= settings.min_needs
        and needs.headlines_shown >= settings.min_headlines
)

select * from final
