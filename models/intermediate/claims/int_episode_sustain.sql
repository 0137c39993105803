-- R10: until when what was achieved has to last: counted from the closure of the case, or, where
-- the version or the authority says so, from the day the last outcome was reached.
with reached as (
    select
        a.episode_key,
        max(a.reached_on) as last_reached_on,
        bool_or(a.reached_on is null) as is_any_outstanding
    from {{ ref('int_need_achievements') }} as a
    group by a.episode_key
),

final as (
    select
        episodes.episode_key,
        episodes.closed_on,
        settings.sustain_anchor,
        case
            when
                settings.sustain_anchor = 'outcome_met'
                and not coalesce(reached.is_any_outstanding, true)
                then greatest(
                    episodes.closed_on,
                    cast({{ dbt.dateadd(
                        'month', 'settings.sustain_months', 'reached.last_reached_on'
                    ) }} as date)
                )
            else episodes.sustain_ends_on
        end as sustain_ends_on
    from {{ ref('int_support_episodes') }} as episodes
    left join {{ ref('int_framework_settings') }} as settings
        on
            episodes.authority_code = settings.authority_code
            and episodes.framework_version = settings.framework_version
    left join reached on episodes.episode_key = reached.episode_key
    where episodes.closed_on is not null
)

select * from final
