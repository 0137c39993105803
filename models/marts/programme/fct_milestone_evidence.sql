-- Everything that could show a milestone, and how it stands: each table of a feed, each fact, and
-- what practitioners record.
with milestones as (
    select
        authorities.authority_code,
        m.milestone_code,
        m.shown_by,
        m.fact
    from {{ ref('data_milestones') }} as m
    cross join {{ ref('dim_authority') }} as authorities
),

register as (
    select
        r.*,
        coalesce(
            r.feed_status in ('live', 'pilot')
            and (
                r.agreement_state in ('in_force', 'review_due')
                or warnings.agreement_state is not null
            ),
            false
        ) as is_agreed,
        r.feed_status in ('live', 'pilot', 'working_towards') as is_on_the_way
    from {{ ref('gov_feed_register') }} as r
    left join {{ ref('agreement_warnings') }} as warnings
        on r.agreement_state = warnings.agreement_state
),

of_feeds as (
    select
        milestones.authority_code,
        milestones.milestone_code,
        milestones.shown_by,
        case
            when milestones.shown_by = 'agreement' and register.is_agreed then 'agreed'
            when milestones.shown_by = 'agreement' and delivered.last_allowed_at is not null
                then 'unrecorded'
            when milestones.shown_by = 'delivery' and delivered.delivery_state is not null
                then delivered.delivery_state
            when register.is_on_the_way then 'on_the_way'
            else 'nothing'
        end as evidence_state,
        feeds.feed_code,
        feeds.table_name,
        register.population,
        register.feed_status,
        register.agreement_state,
        delivered.last_received_at,
        delivered.late_from,
        cast(null as date) as since,
        cast(null as bigint) as episodes_closed,
        cast(null as bigint) as episodes_recorded
    from milestones
    inner join {{ ref('data_milestone_feeds') }} as feeds
        on milestones.milestone_code = feeds.milestone_code
    inner join register
        on
            milestones.authority_code = register.authority_code
            and feeds.feed_code = register.feed_code
    left join {{ ref('int_delivered_tables') }} as delivered
        on
            milestones.authority_code = delivered.authority_code
            and feeds.feed_code = delivered.feed_code
            and feeds.table_name = delivered.table_name
),

of_facts as (
    select
        milestones.authority_code,
        milestones.milestone_code,
        milestones.shown_by,
        coalesce(facts.fact_value, 'not_recorded') as evidence_state,
        facts.since
    from milestones
    left join {{ ref('int_programme_facts') }} as facts
        on
            milestones.authority_code = facts.authority_code
            and milestones.fact = facts.fact
    where milestones.shown_by = 'fact'
),

of_recording as (
    select
        milestones.authority_code,
        milestones.milestone_code,
        milestones.shown_by,
        case
            when recording.episodes_closed = 0 then 'no_closures'
            when recording.episodes_recorded = 0 then 'nothing'
            when
                100 * recording.episodes_recorded
                >= recording.indicator_level_percent * recording.episodes_closed
                then 'throughout'
            else 'in_part'
        end as evidence_state,
        recording.episodes_closed,
        recording.episodes_recorded
    from milestones
    inner join {{ ref('int_recording_by_authority') }} as recording
        on milestones.authority_code = recording.authority_code
    where milestones.shown_by = 'recording'
),

final as (
    select * from of_feeds
    union all
    {% for kind in ['of_facts', 'of_recording'] -%}
    {%- set facts = kind == 'of_facts' -%}
    select
        authority_code,
        milestone_code,
        shown_by,
        evidence_state,
        null as feed_code,
        null as table_name,
        null as population,
        null as feed_status,
        null as agreement_state,
        null as last_received_at,
        null as late_from,
        {{ 'since' if facts else 'null' }} as since,
        {{ 'null' if facts else 'episodes_closed' }} as episodes_closed,
        {{ 'null' if facts else 'episodes_recorded' }} as episodes_recorded
    from {{ kind }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from final
