-- What became of a family in each period after its support ended. What happened is known of
-- whoever it is told of; that nothing happened only where it would have been told.
with follow_ups as (
    select * from {{ ref('int_follow_ups') }}
),

supported_again as (
    select
        follow_ups.episode_key,
        follow_ups.months_after,
        min(episodes.started_on) as re_referred_on
    from follow_ups
    inner join {{ ref('int_support_episodes') }} as episodes
        on
            follow_ups.authority_code = episodes.authority_code
            and follow_ups.family_key = episodes.family_key
            and follow_ups.closed_on < episodes.started_on
            and follow_ups.follow_up_ends_on > episodes.started_on
    group by
        follow_ups.episode_key,
        follow_ups.months_after
),

happened as (
    select
        follow_ups.*,
        case when supported_again.episode_key is null then 0 else 1 end as is_re_referred,
        case
            when follow_ups.is_stepped_up = 1 or care.escalated_on is not null then 1 else 0
        end as is_escalated,
        coalesce(care.is_already_in_care, 0) as is_already_in_care,
        coalesce(known.is_known, 0) as is_known
    from follow_ups
    left join supported_again
        on
            follow_ups.episode_key = supported_again.episode_key
            and follow_ups.months_after = supported_again.months_after
    left join {{ ref('int_care_after_support') }} as care
        on
            follow_ups.episode_key = care.episode_key
            and follow_ups.months_after = care.months_after
    left join {{ ref('int_follow_ups_known') }} as known
        on
            follow_ups.episode_key = known.episode_key
            and follow_ups.months_after = known.months_after
),

final as (
    select
        happened.authority_code,
        happened.family_key,
        happened.episode_key,
        happened.framework_version,
        happened.team_key,
        happened.quarter_start,
        happened.closed_on,
        happened.months_after,
        happened.follow_up_ends_on,
        happened.is_followed,
        happened.is_re_referred,
        happened.is_escalated,
        happened.is_already_in_care,
        case
            when happened.is_followed = 0 then 'too_early'
            when
                happened.is_re_referred + happened.is_escalated + happened.is_already_in_care > 0
                then 'not_sustained'
            when happened.is_known = 1 then 'sustained'
            else 'not_known'
        end as status
    from happened
)

select * from final
