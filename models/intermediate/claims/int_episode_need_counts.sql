-- R02, R03: how many different needs each episode shows, in how many headlines, and since when it
-- has had enough of both.
with episodes as (
    select
        e.*,
        settings.min_headlines_strict,
        settings.same_need_counts
    from {{ ref('int_support_episodes') }} as e
    left join {{ ref('int_framework_settings') }} as settings
        on
            e.authority_code = settings.authority_code
            and e.framework_version = settings.framework_version
),

met_needs as (
    -- R03b: the same need in two people counts once, unless the version says each person
    select
        needs.episode_key,
        needs.need_code,
        needs.headline_code,
        case when episodes.same_need_counts = 'each_person' then needs.person_key else '' end
            as counted_person,
        min(needs.identified_on) as identified_on
    from {{ ref('int_family_needs') }} as needs
    inner join episodes on needs.episode_key = episodes.episode_key
    where needs.status = 'met'
    group by
        needs.episode_key,
        needs.need_code,
        needs.headline_code,
        case when episodes.same_need_counts = 'each_person' then needs.person_key else '' end
),

ordered as (
    select
        met_needs.episode_key,
        met_needs.identified_on,
        row_number() over (
            partition by met_needs.episode_key
            order by
                met_needs.identified_on nulls last, met_needs.need_code, met_needs.counted_person
        ) as needs_so_far,
        row_number() over (
            partition by met_needs.episode_key, met_needs.headline_code
            order by
                met_needs.identified_on nulls last, met_needs.need_code, met_needs.counted_person
        ) as needs_of_headline
    from met_needs
),

headlines_so_far as (
    select
        ordered.*,
        sum(case when ordered.needs_of_headline = 1 then 1 else 0 end) over (
            partition by ordered.episode_key
            order by ordered.needs_so_far
            rows between unbounded preceding and current row
        ) as headlines_so_far
    from ordered
),

final as (
    select
        h.episode_key,
        max(h.needs_so_far) as needs_identified,
        max(h.headlines_so_far) as headlines_identified,
        min(case
            when
                h.needs_so_far >= episodes.min_needs
                and h.headlines_so_far >= episodes.min_headlines
                then h.identified_on
        end) as enough_needs_on,
        min(case
            when
                h.needs_so_far >= episodes.min_needs
                and h.headlines_so_far >= episodes.min_headlines_strict
                then h.identified_on
        end) as enough_headlines_on
    from headlines_so_far as h
    inner join episodes on h.episode_key = episodes.episode_key
    group by h.episode_key
)

select * from final
