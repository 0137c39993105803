-- Where each episode that did not count yet stood at each month-end, by what had happened by then
-- alone; and the day from which it counts, which the months after it may tell and no earlier one.
with months as (
    select * from {{ ref('int_forecast_months') }}
),

episodes as (
    select * from {{ ref('int_progress_episodes') }}
),

not_claimed as (
    select
        months.*,
        episodes.episode_key,
        episodes.family_key,
        episodes.started_on,
        episodes.stands_from as counts_from,
        episodes.last_claim_on,
        episodes.waits_for_sustain,
        case when episodes.closed_on <= months.month_ends_on then episodes.closed_on end
            as closed_on,
        case
            when episodes.closed_on > months.month_ends_on then null
            when episodes.sustain_known_from <= months.month_ends_on then episodes.sustain_ends_on
            else episodes.sustain_ends_from_closing
        end as sustain_ends_on,
        cast({{ dbt.dateadd('day', 1, 'months.month_ends_on') }} as date) as next_day,
        episodes.months_after_closing
    from months
    inner join episodes
        on
            months.authority_code = episodes.authority_code
            and months.month_ends_on >= episodes.started_on
    where
        coalesce(episodes.claimed_on, date '9999-12-31') > months.month_ends_on
        and coalesce(episodes.retired_on, date '9999-12-31') > months.month_ends_on
        and (episodes.can_be_claimed = 1 or episodes.closed_on > months.month_ends_on)
),

claimable as (
    select
        not_claimed.*,
        case
            when not_claimed.waits_for_sustain = 0 then not_claimed.next_day
            when not_claimed.closed_on is null then cast({{ dbt.dateadd(
                'month', 'not_claimed.months_after_closing', 'not_claimed.next_day'
            ) }} as date)
            else greatest(
                not_claimed.next_day, coalesce(not_claimed.sustain_ends_on, not_claimed.next_day)
            )
        end as not_before
    from not_claimed
),

final as (
    select
        claimable.authority_code,
        'families_claimed' as measure,
        claimable.financial_year,
        claimable.month_ends_on,
        claimable.month_number,
        claimable.episode_key,
        claimable.family_key,
        claimable.counts_from,
        claimable.started_on,
        claimable.sustain_ends_on,
        case
            when claimable.closed_on is null then 'in_support'
            when claimable.sustain_ends_on > claimable.month_ends_on then 'sustaining'
            else 'sustained'
        end as state,
        abs(
            claimable.month_number
            - {{ month_index(
                'coalesce(claimable.sustain_ends_on, claimable.closed_on, claimable.started_on)'
            ) }}
        ) as months_in_state,
        case
            when claimable.not_before > least(
                claimable.last_claim_day,
                coalesce(claimable.last_claim_on, claimable.last_claim_day)
            ) then 1
            else 0
        end as is_too_late
    from claimable
    union all
    select
        months.authority_code,
        'families_whole_family' as measure,
        months.financial_year,
        months.month_ends_on,
        months.month_number,
        episodes.episode_key,
        episodes.family_key,
        episodes.whole_family_from as counts_from,
        episodes.started_on,
        cast(null as date) as sustain_ends_on,
        'not_yet_whole_family' as state,
        months.month_number - {{ month_index('episodes.started_on') }} as months_in_state,
        0 as is_too_late
    from months
    inner join episodes
        on
            months.authority_code = episodes.authority_code
            and months.month_ends_on >= episodes.started_on
    where
        coalesce(episodes.closed_on, date '9999-12-31') > months.month_ends_on
        and coalesce(episodes.whole_family_from, date '9999-12-31') > months.month_ends_on
)

select * from final
