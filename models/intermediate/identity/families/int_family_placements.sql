-- Where each person goes who is in no family of case management: to the group that a worker
-- recorded, else to the property, whose people follow the best-ranked group that lives there.
with told as (
    select * from {{ ref('int_households_told') }}
    union all
    select * from {{ ref('int_property_people') }}
),

usable as (
    select
        told.*,
        sources.source_rank,
        sources.is_recorded
    from told
    inner join {{ ref('family_sources') }} as sources on told.family_source = sources.family_source
    left join {{ ref('int_unjoined_properties') }} as protected
        on
            told.authority_code = protected.authority_code
            and told.uprn = protected.uprn
    left join {{ ref('int_family_members') }} as members
        on
            told.person_key = members.person_key
            and members.member_from <= {{ known_at() }}
            and members.member_to > {{ known_at() }}
    where
        protected.uprn is null
        and members.person_key is null
),

ranked as (
    select
        usable.*,
        bool_or(usable.is_head) over (partition by usable.person_key) as is_head_anywhere,
        row_number() over (
            partition by usable.person_key, usable.is_recorded
            order by usable.source_rank, usable.group_ref
        ) as pick
    from usable
),

homes as (
    select
        ranked.*,
        count(*) over (partition by ranked.authority_code, ranked.uprn) as people_there
    from ranked
    where
        ranked.is_recorded = 0
        and ranked.pick = 1
),

believable_homes as (
    select * from homes
    where people_there <= {{ family_setting('largest_household') }}
),

recorded as (
    select * from ranked
    where
        is_recorded = 1
        and pick = 1
),

people as (
    select
        coalesce(recorded.authority_code, homes.authority_code) as authority_code,
        coalesce(recorded.person_key, homes.person_key) as person_key,
        coalesce(recorded.is_head_anywhere, homes.is_head_anywhere) as is_head,
        homes.uprn,
        coalesce(recorded.family_source, homes.family_source) as own_source,
        coalesce(recorded.source_rank, homes.source_rank) as own_rank,
        coalesce(recorded.group_ref, homes.group_ref) as own_group,
        coalesce(recorded.is_recorded, 0) as is_recorded,
        coalesce(recorded.may_find_families, homes.may_find_families) as may_find_families
    from recorded
    full outer join believable_homes as homes on recorded.person_key = homes.person_key
),

hosts as (
    select
        people.*,
        row_number() over (
            partition by people.authority_code, people.uprn
            order by people.own_rank, people.own_group, people.person_key
        ) as host_rank
    from people
    where people.uprn is not null
),

final as (
    select
        people.authority_code,
        people.person_key,
        people.is_head,
        people.may_find_families,
        case when people.is_recorded = 1 then people.own_source else hosts.own_source end
            as family_source,
        case when people.is_recorded = 1 then people.own_group else hosts.own_group end
            as group_ref,
        people.own_source = 'shared_property'
        or (people.is_recorded = 0 and people.own_source <> hosts.own_source) as is_candidate
    from people
    left join hosts
        on
            people.authority_code = hosts.authority_code
            and people.uprn = hosts.uprn
            and hosts.host_rank = 1
)

select * from final
