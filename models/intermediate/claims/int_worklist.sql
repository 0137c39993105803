-- How near each family is to a claim, as the worklist sorts them, and by when it can be made. What
-- was claimed or retired or can never be claimed is not on it.
with readiness as (
    select * from {{ ref('int_claim_readiness') }}
    where claim_status in ('ready', 'blocked', 'sustaining', 'in_support', 'not_eligible')
),

missing as (
    select
        readiness.episode_key,
        sum(case when kinds.blocker_kind = 'decision' then 1 else 0 end) as decisions,
        sum(case when kinds.blocker_kind not in ('time', 'decision') then 1 else 0 end)
            as other_things
    from readiness
    inner join {{ ref('int_claim_blockers') }} as b
        on
            readiness.episode_key = b.episode_key
            and readiness.claim_route = b.route_code
    inner join {{ ref('claim_blockers') }} as kinds on b.blocker_code = kinds.blocker_code
    group by readiness.episode_key
),

placed as (
    select
        readiness.*,
        warnings.warnings,
        {{ as_of_date() }} as as_of_date,
        greatest(readiness.not_before, {{ as_of_date() }}) as soonest_on,
        case
            when readiness.claim_status in ('ready', 'in_support', 'not_eligible')
                then readiness.claim_status
            when missing.other_things = 0 and missing.decisions = 0 then 'waiting'
            when readiness.claim_status = 'sustaining' then 'sustaining'
            when missing.other_things = 0 then 'decision'
            else 'records'
        end as place_code,
        case
            when readiness.claim_status = 'ready' then readiness.every_condition_on
            when readiness.claim_status = 'blocked' then readiness.sustain_ends_on
            else coalesce(readiness.closed_on, readiness.started_on)
        end as waiting_since
    from readiness
    left join missing on readiness.episode_key = missing.episode_key
    left join {{ ref('int_claim_warnings') }} as warnings
        on readiness.episode_key = warnings.episode_key
),

-- R18, R29: the first window that is open on the soonest day or after it, cut off by the last day
-- for claims of the version.
windows as (
    select ranked.*
    from (
        select
            placed.episode_key,
            w.claim_window,
            least(w.closes_on, coalesce(settings.last_claim_on, w.closes_on)) as act_by,
            row_number() over (
                partition by placed.episode_key
                order by
                    w.opens_on,
                    w.claim_window
            ) as window_rank
        from placed
        inner join {{ ref('int_claim_windows') }} as w
            on
                placed.authority_code = w.authority_code
                and placed.soonest_on <= w.closes_on
        left join {{ ref('int_framework_settings') }} as settings
            on
                placed.authority_code = settings.authority_code
                and placed.framework_version = settings.framework_version
        where
            settings.last_claim_on is null
            or settings.last_claim_on >= greatest(placed.soonest_on, w.opens_on)
    ) as ranked
    where ranked.window_rank = 1
),

final as (
    select
        placed.authority_code,
        placed.family_key,
        placed.episode_key,
        placed.framework_version,
        placed.claim_route,
        placed.claim_status,
        placed.place_code,
        placed.warnings,
        placed.started_on,
        placed.closed_on,
        placed.waiting_since,
        cast({{ dbt.datediff(
            'placed.waiting_since', 'placed.as_of_date', 'day'
        ) }} as integer) as days_waiting,
        placed.not_before as claimable_from,
        windows.claim_window,
        windows.act_by,
        cast({{ dbt.datediff(
            'placed.as_of_date', 'windows.act_by', 'day'
        ) }} as integer) as days_left
    from placed
    inner join {{ ref('worklist_places') }} as places on placed.place_code = places.place_code
    inner join {{ ref('int_reporting_settings') }} as settings
        on placed.authority_code = settings.authority_code
    left join windows on placed.episode_key = windows.episode_key
    where
        places.is_limited = 0
        or placed.closed_on is null
        or {{ dbt.dateadd('month', 'settings.worklist_months', 'placed.waiting_since') }}
        > placed.as_of_date
)

select * from final
