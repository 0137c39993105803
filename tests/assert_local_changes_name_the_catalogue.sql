-- A setting, confirmation or override of a row that the catalogue does not hold does nothing.
select
    s.source_file,
    s.source_row,
    s.setting as changed
from {{ known_rows(ref('stg_local__settings'), key=['framework_version', 'setting']) }} as s
left join {{ ref('framework_settings') }} as national
    on
        s.framework_version = national.framework_version
        and s.setting = national.setting
left join {{ ref('linkage_settings') }} as limits
    on
        s.framework_version = 'linkage'
        and s.setting = limits.setting_code
where coalesce(national.setting, limits.setting_code) is null
union all
select
    d.source_file,
    d.source_row,
    d.row_code as changed
from {{ known_rows(ref('stg_local__catalogue_decisions'), key=['decision_id']) }} as d
left join {{ ref('needs') }} as n
    on d.catalogue_table = 'needs' and d.row_code = n.need_code
left join {{ ref('outcomes') }} as o
    on d.catalogue_table = 'outcomes' and d.row_code = o.outcome_code
left join {{ ref('rules') }} as r
    on d.catalogue_table = 'rules' and d.row_code = r.rule_id
where coalesce(n.need_code, o.outcome_code, r.rule_id) is null
