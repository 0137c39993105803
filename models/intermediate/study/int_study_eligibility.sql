-- R02, R03 once more, over the needs that may be told of: eligible without the rest, since when.
with settings as (
    select
        candidates.candidate_key,
        candidates.eligible_on,
        s.min_needs,
        s.min_headlines,
        s.same_need_counts
    from {{ ref('int_study_candidates') }} as candidates
    inner join {{ ref('int_framework_settings') }} as s
        on
            candidates.authority_code = s.authority_code
            and candidates.framework_version = s.framework_version
),

needs as (
    select
        n.candidate_key,
        n.need_code,
        n.headline_code,
        min(n.known_on) as known_on
    from {{ ref('int_study_needs') }} as n
    inner join settings on n.candidate_key = settings.candidate_key
    group by
        n.candidate_key,
        n.need_code,
        n.headline_code,
        case when settings.same_need_counts = 'each_person' then n.person_key else '' end
),

ordered as (
    select
        needs.*,
        row_number() over (
            partition by needs.candidate_key
            order by needs.known_on nulls last, needs.need_code
        ) as needs_so_far,
        row_number() over (
            partition by needs.candidate_key, needs.headline_code
            order by needs.known_on nulls last, needs.need_code
        ) as needs_of_headline
    from needs
),

counted as (
    select
        ordered.*,
        sum(case when ordered.needs_of_headline = 1 then 1 else 0 end) over (
            partition by ordered.candidate_key
            order by ordered.needs_so_far
            rows between unbounded preceding and current row
        ) as headlines_so_far
    from ordered
),

final as (
    select
        settings.candidate_key,
        greatest(settings.eligible_on, min(counted.known_on)) as eligible_on
    from settings
    inner join counted on settings.candidate_key = counted.candidate_key
    where
        counted.needs_so_far >= settings.min_needs
        and counted.headlines_so_far >= settings.min_headlines
    group by
        settings.candidate_key,
        settings.eligible_on
)

select * from final
