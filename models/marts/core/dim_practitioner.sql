with final as (
    select
        l.authority_code,
        l.worker_ref as practitioner_ref,
        min(l.organisation) as organisation,
        min(l.team) as team,
        count(distinct l.episode_key) as episodes_led
    from {{ ref('int_episode_leads') }} as l
    group by
        l.authority_code,
        l.worker_ref
)

select * from final
