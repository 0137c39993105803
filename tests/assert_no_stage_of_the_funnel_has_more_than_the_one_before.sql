-- A funnel that widens would show more claims than families.
with steps as (
    select
        f.authority_code,
        f.cohort_month,
        f.framework_version,
        f.team_key,
        f.stage_code,
        f.episodes,
        lag(f.episodes) over (
            partition by f.authority_code, f.cohort_month, f.framework_version, f.team_key
            order by f.stage_order
        ) as episodes_before
    from {{ ref('mart_funnel') }} as f
)

select * from steps
where episodes > episodes_before
