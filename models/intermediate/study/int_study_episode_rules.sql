-- The rules that showed a need of an episode by what may go to the study: evidence of feeds that
-- research is agreed for, about people who do not object. Of a rule that several pieces make out
-- together all must be such; of the others one is enough, and its day counts.
with candidates as (
    select * from {{ ref('int_study_candidates') }}
    where episode_key is not null
),

left_out as (
    select
        o.person_key,
        case when o.is_left_out = 1 then '*' else o.objected_feed_code end as feed_code
    from {{ ref('int_study_objections') }} as o
    group by
        o.person_key,
        case when o.is_left_out = 1 then '*' else o.objected_feed_code end
),

matches as (
    select
        m.subject_id,
        m.rule_id,
        coalesce(m.event_date, m.period_start) as happened_on,
        case
            when not coalesce(feeds.may_research, false) then 0
            when of_person.person_key is not null or of_feed.person_key is not null then 0
            else 1
        end as is_usable
    from {{ ref('int_need_matches') }} as m
    inner join {{ ref('int_need_index') }} as instances
        on m.subject_id = instances.need_instance_id
    inner join candidates on instances.episode_key = candidates.episode_key
    left join {{ ref('int_study_feeds') }} as feeds
        on
            instances.authority_code = feeds.authority_code
            and m.feed_code = feeds.feed_code
    left join left_out as of_person
        on
            m.subject_key = of_person.person_key
            and of_person.feed_code = '*'
    left join left_out as of_feed
        on
            m.subject_key = of_feed.person_key
            and m.feed_code = of_feed.feed_code
),

counted as (
    select
        matches.subject_id,
        matches.rule_id,
        min(matches.is_usable) as is_all_usable,
        max(matches.is_usable) as is_any_usable,
        min(case when matches.is_usable = 1 then matches.happened_on end) as usable_from
    from matches
    group by
        matches.subject_id,
        matches.rule_id
),

final as (
    select
        results.subject_id as need_instance_id,
        results.rule_id,
        results.rule_status,
        case
            when counted.is_all_usable = 1 then results.fired_on
            else greatest(results.fired_on, counted.usable_from)
        end as known_on
    from counted
    inner join {{ ref('int_need_rule_results') }} as results
        on
            counted.subject_id = results.subject_id
            and counted.rule_id = results.rule_id
    inner join {{ ref('int_need_rule_index') }} as rules
        on
            counted.subject_id = rules.subject_id
            and counted.rule_id = rules.rule_id
    where
        results.rule_status in ('met', 'manual_review')
        and (
            counted.is_all_usable = 1
            or (
                counted.is_any_usable = 1
                and (
                    results.rule_shape in ('recorded', 'state_at_date', 'off_roll')
                    or (results.rule_shape = 'count_in_window' and coalesce(rules.min_count, 1) = 1)
                )
            )
        )
)

select * from final
