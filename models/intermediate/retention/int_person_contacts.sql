-- The last day on which anything happened to a person, or on which a partner that sends only what
-- is current still named them; of whom nothing else is known, the day they were first known.
with happened as (
    select
        e.person_key,
        max(least(
            coalesce(e.event_date, e.period_end, e.period_start, {{ as_of_date() }}),
            {{ as_of_date() }}
        )) as contact_on
    from {{ ref('int_evidence') }} as e
    where
        e.person_key is not null
        and e.person_key <> 'family'
    group by e.person_key
    union all
    select
        people.person_key,
        max(coalesce(episodes.closed_on, {{ as_of_date() }})) as contact_on
    from {{ ref('int_episode_people') }} as people
    inner join {{ ref('int_support_episodes') }} as episodes
        on people.episode_key = episodes.episode_key
    group by people.person_key
    union all
    select
        links.person_key,
        max(told.last_told_on) as contact_on
    from {{ ref('int_person_source_links') }} as links
    inner join {{ ref('int_record_last_told') }} as told on links.record_key = told.record_key
    group by links.person_key
),

contacts as (
    select
        happened.person_key,
        max(happened.contact_on) as last_contact_on
    from happened
    group by happened.person_key
),

people as (
    select
        links.person_key,
        min(links.authority_code) as authority_code,
        min(links.first_known_on) as first_known_on
    from {{ ref('int_person_source_links') }} as links
    group by links.person_key
),

final as (
    select
        people.person_key,
        people.authority_code,
        coalesce(contacts.last_contact_on, people.first_known_on) as last_contact_on
    from people
    left join contacts on people.person_key = contacts.person_key
)

select * from final
