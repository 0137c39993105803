with needs as (
    select * from {{ ref('int_family_needs') }}
    where status = 'met'
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
        needs.need_code,
        needs.headline_code,
        needs.assessed_on,
        outcomes.outcome_code,
        episodes.closed_on,
        episodes.sustain_ends_on
    from needs
    inner join {{ ref('outcomes') }} as outcomes
        on
            needs.need_code = outcomes.need_code
            and needs.assessed_on >= outcomes.valid_from
            and needs.assessed_on < outcomes.valid_to
    inner join {{ ref('int_support_episodes') }} as episodes
        on needs.episode_key = episodes.episode_key
)

select * from final
