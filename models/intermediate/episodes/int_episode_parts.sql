-- Early-help episodes are recorded per person; those of one family that share a day are one.
with recorded as (
    select * from {{ known_rows(
        ref('stg_early_help__episodes'), key=['episode_ref'], dated=true
    ) }}
),

members as (
    select * from {{ ref('int_family_members') }}
),

-- The family named on the episode, else one the person was in on the day it started, joined first.
member_families as (
    select
        recorded.authority_code,
        recorded.episode_ref,
        members.family_key,
        row_number() over (
            partition by recorded.authority_code, recorded.episode_ref
            order by members.member_from nulls last, members.family_key
        ) as family_rank
    from recorded
    inner join members
        on
            recorded.authority_code = members.authority_code
            and recorded.person_ref = members.source_person_ref
            and recorded.started_on >= members.member_from
            and recorded.started_on < members.member_to
    where recorded.family_ref is null
),

placed as (
    select
        recorded.authority_code,
        recorded.episode_ref,
        recorded.record_key,
        coalesce(
            named_families.family_key,
            member_families.family_key
        ) as family_key,
        {{ record_key('episode', 'recorded.episode_ref', 'recorded.authority_code',
            'recorded.feed_code') }} as episode_record_key,
        recorded.first_received_on,
        recorded.started_on,
        case when recorded.ended_on <= {{ as_of_date() }} then recorded.ended_on end as ended_on,
        recorded.close_reason,
        recorded.organisation,
        recorded.worker_ref,
        recorded.source_file,
        recorded.source_row
    from recorded
    left join {{ ref('int_family_keys') }} as named_families
        on
            recorded.authority_code = named_families.authority_code
            and recorded.feed_code = named_families.feed_code
            and recorded.family_ref = named_families.source_family_ref
    left join member_families
        on
            recorded.authority_code = member_families.authority_code
            and recorded.episode_ref = member_families.episode_ref
            and member_families.family_rank = 1
    where recorded.started_on <= {{ as_of_date() }}
),

ends_before as (
    select
        placed.*,
        max(coalesce(placed.ended_on, date '9999-12-31')) over (
            partition by placed.family_key
            order by placed.started_on nulls last, placed.episode_ref
            rows between unbounded preceding and 1 preceding
        ) as latest_end_before
    from placed
    where placed.family_key is not null
),

numbered as (
    select
        ends_before.*,
        sum(case when ends_before.started_on <= ends_before.latest_end_before then 0 else 1 end)
            over (
                partition by ends_before.family_key
                order by ends_before.started_on nulls last, ends_before.episode_ref
                rows between unbounded preceding and current row
            ) as episode_number
    from ends_before
),

final as (
    select
        numbered.authority_code,
        numbered.family_key,
        first_value(numbered.episode_record_key) over (
            partition by numbered.family_key, numbered.episode_number
            order by numbered.first_received_on nulls last, numbered.episode_ref
        ) as episode_key,
        numbered.episode_record_key,
        numbered.episode_ref,
        numbered.record_key,
        numbered.started_on,
        numbered.ended_on,
        numbered.close_reason,
        numbered.organisation,
        numbered.worker_ref,
        numbered.source_file,
        numbered.source_row
    from numbered
)

select * from final
