-- The needs of a family: those met in its latest episode, or what partner evidence shows of one not
-- yet worked with.
with matched_feeds as (
    select
        matches.subject_id,
        {{ list_of_codes('matches.feed_code') }} as feed_codes
    from {{ ref('int_need_matches') }} as matches
    inner join {{ ref('int_need_rule_results') }} as results
        on
            matches.subject_id = results.subject_id
            and matches.rule_id = results.rule_id
    where
        results.has_fired
        and results.rule_status in ('met', 'manual_review')
    group by matches.subject_id
),

of_episodes as (
    select
        needs.family_key,
        needs.person_key,
        needs.need_code,
        needs.identified_on as since_on,
        matched_feeds.feed_codes
    from {{ ref('int_family_needs') }} as needs
    inner join {{ ref('int_latest_episodes') }} as episodes
        on needs.episode_key = episodes.episode_key
    left join matched_feeds on needs.need_instance_id = matched_feeds.subject_id
    where needs.status = 'met'
),

of_evidence as (
    select
        needs.family_key,
        needs.person_key,
        needs.need_code,
        min(needs.first_on) as since_on,
        {{ list_of_codes('needs.feed_code') }} as feed_codes
    from {{ ref('int_population_needs') }} as needs
    where needs.status = 'met'
    group by
        needs.family_key,
        needs.person_key,
        needs.need_code
),

shown as (
    select * from of_episodes
    union all
    select * from of_evidence
),

final as (
    select
        shown.family_key,
        shown.person_key,
        shown.need_code,
        catalogue.need_name,
        shown.since_on,
        shown.feed_codes
    from shown
    inner join {{ ref('needs') }} as catalogue on shown.need_code = catalogue.need_code
)

select * from final
