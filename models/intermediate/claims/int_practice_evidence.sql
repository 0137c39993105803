-- R06 to R09: the records that show the four principles, down to file and row. What lacks is in
-- int_whole_family_practice.
with assessments as (
    select * from {{ known_rows(ref('stg_early_help__assessments'), key=['assessment_ref']) }}
),

plans as (
    select
        known.authority_code,
        known.plan_ref,
        known.started_on,
        known.source_file,
        known.source_row,
        placed.episode_key
    from {{ known_rows(ref('stg_early_help__plans'), key=['plan_ref']) }} as known
    inner join {{ ref('int_episode_plans') }} as placed
        on
            known.authority_code = placed.authority_code
            and known.plan_ref = placed.plan_ref
),

plan_members as (
    select * from {{ known_rows(
        ref('stg_early_help__plan_members'), key=['plan_ref', 'person_ref']
    ) }}
),

objectives as (
    select * from {{ known_rows(
        ref('stg_early_help__plan_objectives'), key=['objective_ref']
    ) }}
),

leads as (
    select * from {{ known_rows(ref('stg_early_help__lead_practitioners'), key=['lead_ref']) }}
),

final as (
    select
        parts.episode_key,
        'R06' as claim_rule,
        'whole_family_assessment_with_voice' as what_shows_it,
        cast(null as {{ dbt.type_string() }}) as person_key,
        cast(null as {{ dbt.type_string() }}) as need_code,
        assessments.completed_on as shown_on,
        assessments.source_file,
        assessments.source_row
    from assessments
    inner join {{ ref('int_episode_parts') }} as parts
        on
            assessments.authority_code = parts.authority_code
            and assessments.episode_ref = parts.episode_ref
    where
        assessments.assessment_type = 'whole_family'
        and assessments.is_family_voice_captured
        and assessments.completed_on <= {{ as_of_date() }}
    union all
    select
        plans.episode_key,
        'R07' as claim_rule,
        'plan' as what_shows_it,
        cast(null as {{ dbt.type_string() }}) as person_key,
        cast(null as {{ dbt.type_string() }}) as need_code,
        plans.started_on as shown_on,
        plans.source_file,
        plans.source_row
    from plans
    union all
    select
        plans.episode_key,
        'R07' as claim_rule,
        'plan_covers_member' as what_shows_it,
        links.person_key,
        cast(null as {{ dbt.type_string() }}) as need_code,
        plans.started_on as shown_on,
        plan_members.source_file,
        plan_members.source_row
    from plan_members
    inner join plans
        on
            plan_members.authority_code = plans.authority_code
            and plan_members.plan_ref = plans.plan_ref
    inner join {{ ref('int_person_source_links') }} as links
        on plan_members.record_key = links.record_key
    union all
    select
        parts.episode_key,
        'R08' as claim_rule,
        'lead_practitioner_recognised' as what_shows_it,
        cast(null as {{ dbt.type_string() }}) as person_key,
        cast(null as {{ dbt.type_string() }}) as need_code,
        coalesce(leads.lead_from, parts.started_on) as shown_on,
        leads.source_file,
        leads.source_row
    from leads
    inner join {{ ref('int_episode_parts') }} as parts
        on
            leads.authority_code = parts.authority_code
            and leads.episode_ref = parts.episode_ref
    where
        leads.is_recognised_by_family
        and coalesce(leads.lead_from, parts.started_on) <= {{ as_of_date() }}
    union all
    select
        plans.episode_key,
        'R09' as claim_rule,
        'objective_for_need' as what_shows_it,
        cast(null as {{ dbt.type_string() }}) as person_key,
        objectives.need_code,
        plans.started_on as shown_on,
        objectives.source_file,
        objectives.source_row
    from objectives
    inner join plans
        on
            objectives.authority_code = plans.authority_code
            and objectives.plan_ref = plans.plan_ref
    where objectives.need_code is not null
)

select * from final
