with covered as (
    select * from {{ known_rows(
        ref('stg_early_help__plan_members'), key=['plan_ref', 'person_ref']
    ) }}
),

final as (
    select
        plans.episode_key,
        links.person_key
    from covered
    inner join {{ ref('int_episode_plans') }} as plans
        on
            covered.authority_code = plans.authority_code
            and covered.plan_ref = plans.plan_ref
    inner join {{ ref('int_person_source_links') }} as links
        on covered.record_key = links.record_key
    group by
        plans.episode_key,
        links.person_key
)

select * from final
