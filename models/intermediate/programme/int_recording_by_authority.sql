-- The closures of the months that the setting names, up to the as-of date.
with settings as (
    select * from {{ programme_settings_on(as_of_date(), {
        'indicator_level_months': 'integer', 'indicator_level_percent': 'integer'
    }) }} as s
),

recent as (
    select
        recording.authority_code,
        count(*) as episodes_closed,
        sum(recording.is_recorded_throughout) as episodes_recorded
    from {{ ref('int_episode_recording') }} as recording
    inner join settings on recording.authority_code = settings.authority_code
    where
        recording.closed_on <= {{ as_of_date() }}
        and {{ dbt.dateadd('month', 'settings.indicator_level_months', 'recording.closed_on') }}
        > {{ as_of_date() }}
    group by recording.authority_code
),

final as (
    select
        settings.authority_code,
        settings.indicator_level_percent,
        cast(coalesce(recent.episodes_closed, 0) as bigint) as episodes_closed,
        cast(coalesce(recent.episodes_recorded, 0) as bigint) as episodes_recorded
    from settings
    left join recent on settings.authority_code = recent.authority_code
)

select * from final
