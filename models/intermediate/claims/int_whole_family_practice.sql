-- R06 to R09: the four principles, each with what lacks; a row is something that lacks.
with episodes as (
    select * from {{ ref('int_support_episodes') }}
),

plans as (
    select
        p.episode_key,
        count(*) as plan_count
    from {{ ref('int_episode_plans') }} as p
    group by p.episode_key
),

leads as (
    select
        l.episode_key,
        count(*) as lead_count,
        count(case when l.is_recognised_by_family then 1 end) as recognised_count
    from {{ ref('int_episode_leads') }} as l
    group by l.episode_key
),

met_needs as (
    select * from {{ ref('int_family_needs') }}
    where status = 'met'
),

episode_gaps as (
    select
        episodes.episode_key,
        case
            when episodes.assessed_on is null then null
            when episodes.whole_family_assessments = 0 then 'no_whole_family_assessment'
            when episodes.assessments_with_family_voice = 0 then 'family_voice_not_captured'
        end as assessment_gap,
        case when plans.episode_key is null then 'no_plan' end as plan_gap,
        case
            when leads.episode_key is null then 'no_lead_practitioner'
            when leads.recognised_count = 0 then 'lead_practitioner_not_recognised'
        end as lead_gap
    from episodes
    left join plans on episodes.episode_key = plans.episode_key
    left join leads on episodes.episode_key = leads.episode_key
),

final as (
    {% for principle, gap in [
        ('R06', 'assessment_gap'), ('R07', 'plan_gap'), ('R08', 'lead_gap')
    ] -%}
    select
        episode_gaps.episode_key,
        '{{ principle }}' as claim_rule,
        episode_gaps.{{ gap }} as blocker_code,
        cast(null as {{ dbt.type_string() }}) as person_key,
        cast(null as {{ dbt.type_string() }}) as need_code
    from episode_gaps
    where episode_gaps.{{ gap }} is not null
    union all
    {% endfor -%}
    -- R07: relevant members are those with a need of their own; they are in a plan of the episode
    select
        met_needs.episode_key,
        'R07' as claim_rule,
        'plan_misses_member' as blocker_code,
        met_needs.person_key,
        cast(null as {{ dbt.type_string() }}) as need_code
    from met_needs
    inner join plans on met_needs.episode_key = plans.episode_key
    left join {{ ref('int_episode_plan_members') }} as covered
        on
            met_needs.episode_key = covered.episode_key
            and met_needs.person_key = covered.person_key
    where
        met_needs.person_key <> 'family'
        and covered.person_key is null
    group by
        met_needs.episode_key,
        met_needs.person_key
    union all
    select
        met_needs.episode_key,
        'R09' as claim_rule,
        'objective_missing_for_need' as blocker_code,
        cast(null as {{ dbt.type_string() }}) as person_key,
        met_needs.need_code
    from met_needs
    left join {{ ref('int_episode_plan_objectives') }} as objectives
        on
            met_needs.episode_key = objectives.episode_key
            and met_needs.need_code = objectives.need_code
    where objectives.need_code is null
    group by
        met_needs.episode_key,
        met_needs.need_code
)

select * from final
