-- What stands in the way and what to do about it, line by line in the same order.
with worklist as (
    select * from {{ ref('int_worklist') }}
),

places as (
    select * from {{ ref('worklist_places') }}
),

blockers as (
    select
        worklist.episode_key,
        b.blocker_code,
        b.need_code,
        count(distinct case when b.person_key <> 'family' then b.person_key end) as people
    from worklist
    inner join {{ ref('int_claim_blockers') }} as b
        on
            worklist.episode_key = b.episode_key
            and worklist.claim_route = b.route_code
    group by
        worklist.episode_key,
        b.blocker_code,
        b.need_code
),

-- A blocker once, with the needs that it is about.
of_needs as (
    select
        blockers.episode_key,
        blockers.blocker_code,
        {{ list_of_texts(
            "needs.need_no || ' ' || needs.need_name || "
            ~ "case when blockers.people > 1 then ' for ' || blockers.people || ' people' else '' end",
            'needs.headline_no, needs.need_code',
            "'; '",
        ) }} as needs
    from blockers
    left join {{ ref('dim_need') }} as needs on blockers.need_code = needs.need_code
    group by
        blockers.episode_key,
        blockers.blocker_code
),

lines as (
    select
        of_needs.episode_key,
        kinds.sort_order,
        case
            when of_needs.needs is null then kinds.blocker_text
            else trim(trailing '.' from kinds.blocker_text) || ': ' || of_needs.needs || '.'
        end as line_text,
        kinds.what_to_do,
        1 as is_blocker
    from of_needs
    inner join {{ ref('claim_blockers') }} as kinds on of_needs.blocker_code = kinds.blocker_code
    union all
    select
        worklist.episode_key,
        w.sort_order,
        'To look at: ' || lower(substring(w.warning_text, 1, 1))
        || substring(w.warning_text, 2) as line_text,
        w.what_to_do,
        0 as is_blocker
    from worklist
    inner join {{ ref('claim_warnings') }} as w
        on ' ' || worklist.warnings || ' ' like '% ' || w.warning_code || ' %'
    union all
    select
        worklist.episode_key,
        0 as sort_order,
        places.meaning as line_text,
        places.what_to_do,
        0 as is_blocker
    from worklist
    inner join places on worklist.place_code = places.place_code
    where places.what_to_do is not null
),

texts as (
    select
        lines.episode_key,
        {{ list_of_texts('lines.line_text', 'lines.sort_order', 'chr(10)') }} as blocker_text,
        {{ list_of_texts('lines.what_to_do', 'lines.sort_order', 'chr(10)') }} as what_to_do,
        cast(sum(lines.is_blocker) as integer) as blocker_count
    from lines
    group by lines.episode_key
),

final as (
    select
        worklist.authority_code,
        worklist.episode_key,
        worklist.family_key,
        families.case_system_family_id,
        episodes.team_key,
        teams.team_name,
        teams.hub_name,
        episodes.lead_practitioner_ref,
        worklist.framework_version,
        worklist.claim_status,
        worklist.place_code,
        places.place_order,
        places.place_name,
        texts.blocker_text,
        texts.what_to_do,
        texts.blocker_count,
        worklist.started_on,
        worklist.closed_on,
        worklist.waiting_since,
        worklist.days_waiting,
        worklist.claimable_from,
        worklist.claim_window,
        worklist.act_by,
        worklist.days_left
    from worklist
    inner join places on worklist.place_code = places.place_code
    inner join {{ ref('fct_support_episode') }} as episodes
        on worklist.episode_key = episodes.episode_key
    inner join {{ ref('dim_team') }} as teams on episodes.team_key = teams.team_key
    left join {{ ref('dim_family') }} as families
        on worklist.family_key = families.family_key
    inner join texts on worklist.episode_key = texts.episode_key
)

select * from final
