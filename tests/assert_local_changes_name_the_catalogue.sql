-- A setting, confirmation or override of a row that the catalogue does not hold does nothing, and
-- neither does an override of a value that the row does not use.
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
left join {{ ref('study_settings') }} as study
    on
        s.framework_version = 'study'
        and s.setting = study.setting_code
left join {{ ref('reporting_settings') }} as reporting
    on
        s.framework_version = 'reporting'
        and s.setting = reporting.setting_code
left join {{ ref('disclosure_settings') }} as disclosure
    on
        s.framework_version = 'disclosure'
        and s.setting = disclosure.output_code || '.' || disclosure.setting_code
left join {{ ref('retention_rules') }} as periods
    on
        s.framework_version = 'retention'
        and s.setting = periods.rule_id
        and periods.subject <> 'delivery'
left join {{ ref('retention_settings') }} as kept
    on
        s.framework_version = 'retention'
        and s.setting = kept.setting_code
where
    coalesce(
        national.setting,
        limits.setting_code,
        study.setting_code,
        reporting.setting_code,
        disclosure.setting_code,
        periods.rule_id,
        kept.setting_code
    ) is null
union all
select
    d.source_file,
    d.source_row,
    d.row_code as changed
from {{ known_rows(ref('stg_local__catalogue_decisions'), key=['decision_id']) }} as d
left join {{ ref('int_catalogue_rows') }} as c
    on
        d.authority_code = c.authority_code
        and d.catalogue_table = c.catalogue_table
        and d.row_code = c.row_code
left join {{ ref('int_catalogue_values') }} as v
    on
        d.authority_code = v.authority_code
        and d.catalogue_table = v.catalogue_table
        and d.row_code = v.row_code
        and d.column_name = v.column_name
where
    c.row_code is null
    or (d.decision = 'override' and v.row_code is null)
