-- R30, R31. A reconstruction: the specification of the collection was not obtainable. The case
-- system holds no day of referral, so the first day of support stands for it.
with episodes as (
    select * from {{ ref('fct_support_episode') }}
    where assessed_on is not null
),

refs as (
    select * from {{ ref('int_early_help_references') }}
    where person_key = 'family'
),

earlier as (
    select
        later.episode_key,
        max(e.closed_on) as last_closed_on
    from episodes as later
    inner join {{ ref('fct_support_episode') }} as e
        on
            later.family_key = e.family_key
            and later.started_on > e.closed_on
    group by later.episode_key
),

needs as (
    select
        n.episode_ref,
        count(*) as needs,
        sum(case when n.outcome_status = 'achieved' then 1 else 0 end) as needs_with_outcome
    from {{ ref('ext_early_help__needs') }} as n
    group by n.episode_ref
),

final as (
    select
        refs.extract_id,
        episodes.authority_code,
        authorities.gss_code,
        refs.episode_ref,
        episodes.framework_version,
        episodes.started_on,
        case when earlier.last_closed_on is null then 0 else 1 end as is_re_referral,
        {{ month_index('episodes.started_on') }} - {{ month_index('earlier.last_closed_on') }}
            as months_since_closure,
        episodes.assessed_on,
        case when assessments.whole_family_assessments > 0 then 1 else 0 end
            as is_whole_family_assessment,
        episodes.lead_organisation as organisation,
        cast(episodes.people as integer) as members,
        cast(episodes.children as integer) as children,
        episodes.closed_on,
        episodes.close_reason,
        case
            when episodes.close_reason = 'STEP_UP_CSC' or coalesce(steps.is_stepped_up, 0) = 1
                then 1
            else 0
        end as is_stepped_up,
        cast(coalesce(needs.needs, 0) as integer) as needs,
        cast(coalesce(needs.needs_with_outcome, 0) as integer) as needs_with_outcome
    from episodes
    inner join refs on episodes.episode_key = refs.episode_key
    inner join {{ ref('dim_authority') }} as authorities
        on episodes.authority_code = authorities.authority_code
    inner join {{ ref('int_support_episodes') }} as assessments
        on episodes.episode_key = assessments.episode_key
    left join earlier on episodes.episode_key = earlier.episode_key
    left join {{ ref('int_social_care_steps') }} as steps
        on episodes.episode_key = steps.episode_key
    left join needs on refs.episode_ref = needs.episode_ref
)

select * from final
