-- A setting or override that is not a number would silently change who is eligible.
select
    s.source_file,
    s.source_row,
    s.setting as changed
from {{ known_rows(ref('stg_local__settings'), key=['framework_version', 'setting']) }} as s
inner join {{ ref('framework_settings') }} as national
    on
        s.framework_version = national.framework_version
        and s.setting = national.setting
where
    s.setting <> 'sustain_anchor'
    and s.setting_value is not null
    and {{ safe_cast_number('s.setting_value', 'integer') }} is null
union all
select
    s.source_file,
    s.source_row,
    s.setting as changed
from {{ known_rows(ref('stg_local__settings'), key=['framework_version', 'setting']) }} as s
where
    s.framework_version = 'linkage'
    and {{ safe_cast_number('s.setting_value', 'decimal(9, 2)') }} is null
union all
select
    d.source_file,
    d.source_row,
    d.row_code as changed
from {{ known_rows(ref('stg_local__catalogue_decisions'), key=['decision_id']) }} as d
where
    d.decision = 'override'
    and d.new_value is not null
    and {{ safe_cast_number('d.new_value', 'decimal(9, 2)') }} is null
