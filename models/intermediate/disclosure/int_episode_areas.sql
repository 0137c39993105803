-- Where most of a family lived on the days of its support that are reported on. A family of which
-- somebody's address is shown to nobody has no area at all.
with days as (
    select
        e.authority_code,
        e.episode_key,
        coalesce(e.assessed_on, e.started_on) as lived_on
    from {{ ref('int_support_episodes') }} as e
    union
    select
        e.authority_code,
        e.episode_key,
        e.closed_on as lived_on
    from {{ ref('int_support_episodes') }} as e
    where e.closed_on is not null
),

people as (
    select
        days.episode_key,
        days.lived_on,
        members.person_key,
        hidden.person_key as hidden_person_key,
        wards.ward_code,
        wards.lsoa_code,
        row_number() over (
            partition by days.episode_key, days.lived_on, members.person_key
            order by
                wards.is_dated desc nulls last,
                case
                    when wards.lived_from <= days.lived_on and wards.lived_to > days.lived_on
                        then 0
                    else 1
                end asc,
                wards.lived_from desc nulls last,
                wards.ward_code asc,
                wards.lsoa_code asc nulls last
        ) as address_rank
    from days
    inner join {{ ref('int_episode_people') }} as members
        on days.episode_key = members.episode_key
    left join {{ ref('int_member_wards') }} as wards
        on
            days.authority_code = wards.authority_code
            and members.person_key = wards.person_key
    left join {{ ref('int_hidden_addresses') }} as hidden
        on members.person_key = hidden.person_key
),

places as (
    select
        people.episode_key,
        people.lived_on,
        people.ward_code,
        people.lsoa_code,
        sum(count(*)) over (
            partition by people.episode_key, people.lived_on, people.ward_code
        ) as people_in_ward,
        count(*) as people_in_lsoa
    from people
    where
        people.address_rank = 1
        and people.ward_code is not null
    group by
        people.episode_key,
        people.lived_on,
        people.ward_code,
        people.lsoa_code
),

ranked as (
    select
        places.*,
        row_number() over (
            partition by places.episode_key, places.lived_on
            order by
                places.people_in_ward desc,
                places.ward_code asc nulls last,
                places.people_in_lsoa desc,
                places.lsoa_code asc nulls last
        ) as place_rank
    from places
),

hidden_days as (
    select
        people.episode_key,
        people.lived_on
    from people
    where people.hidden_person_key is not null
    group by
        people.episode_key,
        people.lived_on
),

final as (
    select
        days.authority_code,
        days.episode_key,
        days.lived_on,
        case when hidden_days.episode_key is null then ranked.ward_code end as ward_code,
        case when hidden_days.episode_key is null then ranked.lsoa_code end as lsoa_code
    from days
    left join ranked
        on
            days.episode_key = ranked.episode_key
            and days.lived_on = ranked.lived_on
            and ranked.place_rank = 1
    left join hidden_days
        on
            days.episode_key = hidden_days.episode_key
            and days.lived_on = hidden_days.lived_on
)

select * from final
