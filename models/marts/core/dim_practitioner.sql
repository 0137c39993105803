-- Who leads support; support that nobody leads is under a row of its own.
with leads as (
    select
        l.authority_code,
        l.worker_ref,
        min(l.organisation) as organisation,
        min(l.team) as team,
        count(distinct l.episode_key) as episodes_led
    from {{ ref('int_episode_leads') }} as l
    group by
        l.authority_code,
        l.worker_ref
),

final as (
    select
        {{ practitioner_key('leads.authority_code', 'leads.worker_ref') }} as practitioner_key,
        leads.authority_code,
        leads.worker_ref as practitioner_ref,
        leads.organisation,
        {{ team_key('leads.authority_code', 'leads.team') }} as team_key,
        leads.team,
        leads.episodes_led
    from leads
    union all
    select
        {{ practitioner_key('a.authority_code', 'null') }} as practitioner_key,
        a.authority_code,
        'not_known' as practitioner_ref,
        'Not recorded' as organisation,
        {{ team_key('a.authority_code', 'null') }} as team_key,
        'Not recorded' as team,
        0 as episodes_led
    from {{ ref('int_authorities') }} as a
)

select * from final
