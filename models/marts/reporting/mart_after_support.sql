with followed as (
    select * from {{ ref('int_after_support') }}
),

counted as (
    select
        followed.authority_code,
        followed.framework_version,
        followed.team_key,
        followed.quarter_start,
        followed.months_after,
        cast(count(*) as integer) as families_closed,
        cast(sum(followed.is_followed) as integer) as followed,
        cast(sum(case when followed.status = 'sustained' then 1 else 0 end) as integer)
            as sustained,
        cast(sum(case when followed.status = 'not_sustained' then 1 else 0 end) as integer)
            as not_sustained,
        cast(sum(case when followed.status = 'not_known' then 1 else 0 end) as integer)
            as not_known,
        cast(sum(followed.is_followed * followed.is_re_referred) as integer) as re_referred,
        cast(sum(followed.is_followed * followed.is_escalated) as integer) as escalated,
        cast(sum(followed.is_followed * followed.is_already_in_care) as integer) as already_in_care
    from followed
    group by
        followed.authority_code,
        followed.framework_version,
        followed.team_key,
        followed.quarter_start,
        followed.months_after
),

final as (
    select
        counted.authority_code,
        counted.framework_version,
        counted.team_key,
        teams.team_name,
        teams.hub_code,
        teams.hub_name,
        days.financial_year,
        days.financial_quarter,
        counted.quarter_start as period_start,
        cast({{ dbt.dateadd('day', -1, dbt.dateadd('month', 3, 'counted.quarter_start')) }} as date)
            as period_end,
        counted.months_after,
        counted.families_closed,
        counted.followed,
        counted.sustained,
        counted.not_sustained,
        counted.not_known,
        counted.re_referred,
        counted.escalated,
        counted.already_in_care
    from counted
    inner join {{ ref('dim_date') }} as days on counted.quarter_start = days.date_day
    inner join {{ ref('dim_team') }} as teams on counted.team_key = teams.team_key
)

select * from final
