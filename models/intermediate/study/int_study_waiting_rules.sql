-- The rules that showed a need of a family of case management without support, by what may go to
-- the study alone.
with candidates as (
    select * from {{ ref('int_study_candidates') }}
    where episode_key is null
),

left_out as (
    select o.person_key
    from {{ ref('int_study_objections') }} as o
    where o.is_left_out = 1
    group by o.person_key
),

final as (
    select
        m.family_key,
        m.subject_key,
        m.rule_id
    from {{ ref('int_search_matches') }} as m
    inner join candidates on m.family_key = candidates.family_key
    left join {{ ref('int_study_feeds') }} as feeds
        on
            m.authority_code = feeds.authority_code
            and m.feed_code = feeds.feed_code
    left join left_out on m.person_key = left_out.person_key
    group by
        m.family_key,
        m.subject_key,
        m.rule_id
    having bool_and(coalesce(feeds.may_research, false) and left_out.person_key is null)
)

select * from final
