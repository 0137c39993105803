-- A setting may be changed in two files; what was recorded last holds.
with told as (
    select
        s.authority_code,
        s.framework_version || '|' || s.setting as row_code,
        s.setting_value,
        s.set_by as decided_by,
        s.received_at as decided_on,
        s.reason,
        cast(null as {{ dbt.type_string() }}) as relied_on,
        s.received_at as recorded_on,
        1 as file_rank
    from {{ known_rows(
        ref('stg_local__settings'), key=['framework_version', 'setting']
    ) }} as s
    union all
    select
        d.authority_code,
        d.row_code,
        d.new_value as setting_value,
        d.decided_by,
        d.decided_on,
        d.reason,
        d.relied_on,
        d.recorded_on,
        2 as file_rank
    from {{ ref('int_catalogue_decisions') }} as d
    where
        d.catalogue_table = 'framework_settings'
        and d.decision = 'override'
),

ranked as (
    select
        told.*,
        row_number() over (
            partition by told.authority_code, told.row_code
            order by told.recorded_on desc, told.file_rank desc
        ) as change_rank
    from told
),

final as (
    select
        ranked.authority_code,
        ranked.row_code,
        ranked.setting_value,
        ranked.decided_by,
        ranked.decided_on,
        ranked.reason,
        ranked.relied_on,
        ranked.recorded_on
    from ranked
    where ranked.change_rank = 1
)

select * from final
