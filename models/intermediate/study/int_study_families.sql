-- Of each eligible family the support, or the waiting, that it is in the study by, and why the
-- family as a whole may not be sent.
with ranked as (
    select
        candidates.*,
        eligibility.eligible_on as told_eligible_on,
        row_number() over (
            partition by candidates.family_key
            order by
                case when eligibility.candidate_key is null then 1 else 0 end asc,
                candidates.programme_group desc,
                eligibility.eligible_on asc nulls last,
                candidates.candidate_key asc
        ) as candidate_rank
    from {{ ref('int_study_candidates') }} as candidates
    left join {{ ref('int_study_eligibility') }} as eligibility
        on candidates.candidate_key = eligibility.candidate_key
),

final as (
    select
        ranked.authority_code,
        ranked.family_key,
        ranked.candidate_key,
        ranked.episode_key,
        ranked.framework_version,
        ranked.programme_group,
        ranked.told_eligible_on as eligible_on,
        ranked.started_on,
        ranked.closed_on,
        notices.told_on,
        case
            when notices.family_key is null then 'no_notice'
            when notices.told_on is null then 'notice_without_study'
            when ranked.told_eligible_on is null or not coalesce(feeds.may_research, false)
                then 'needs_not_for_research'
        end as reason
    from ranked
    left join {{ ref('int_study_notices') }} as notices on ranked.family_key = notices.family_key
    left join {{ ref('int_study_feeds') }} as feeds
        on
            ranked.authority_code = feeds.authority_code
            and feeds.feed_code = 'early_help'
    where ranked.candidate_rank = 1
)

select * from final
