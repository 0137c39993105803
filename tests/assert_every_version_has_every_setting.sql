-- A setting that a version lacks would be empty, and empty means something else for each of them.
select
    versions.framework_version,
    names.setting
from {{ ref('framework_versions') }} as versions
cross join {{ ref('setting_names') }} as names
left join {{ ref('framework_settings') }} as settings
    on
        versions.framework_version = settings.framework_version
        and names.setting = settings.setting
where
    settings.setting is null
    or (settings.setting_value is null and names.may_be_empty = 0)
