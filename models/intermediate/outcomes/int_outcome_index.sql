-- Every outcome of every met need; and where the version asks an outcome of every child of school
-- age whoever has the need (R12), that outcome of each of them.
with needs as (
    select
        n.*,
        episodes.closed_on
    from {{ ref('int_family_needs') }} as n
    inner join {{ ref('int_support_episodes') }} as episodes on n.episode_key = episodes.episode_key
    inner join {{ ref('needs') }} as catalogue on n.need_code = catalogue.need_code
    left join {{ ref('int_framework_settings') }} as settings
        on
            n.authority_code = settings.authority_code
            and n.framework_version = settings.framework_version
    where
        n.status = 'met'
        or (
            n.status <> 'not_applicable'
            and catalogue.outcome_asked_of = 'everyone_in_scope'
            and settings.every_child_in_education = 1
            and settings.school_age_from <= n.age
            and settings.school_age_to >= n.age
        )
),

final as (
    select
        md5(needs.need_instance_id || '|' || outcomes.outcome_code) as outcome_instance_id,
        needs.need_instance_id,
        needs.episode_key,
        needs.authority_code,
        needs.family_key,
        needs.framework_version,
        needs.person_key,
        needs.age,
        needs.need_code,
        needs.headline_code,
        needs.assessed_on,
        outcomes.outcome_code,
        needs.closed_on
    from needs
    inner join {{ ref('outcomes') }} as outcomes
        on
            needs.need_code = outcomes.need_code
            and needs.assessed_on >= outcomes.valid_from
            and needs.assessed_on < outcomes.valid_to
)

select * from final
