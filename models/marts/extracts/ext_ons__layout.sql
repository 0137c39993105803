select
    settings.authority_code,
    layouts.layout_version,
    layouts.file_name,
    layouts.column_no,
    layouts.column_name,
    layouts.taken_from,
    layouts.field_type,
    layouts.is_required,
    layouts.is_key,
    layouts.allowed_values,
    layouts.pattern,
    layouts.description,
    layouts.provenance,
    layouts.confidence
from {{ ref('study_layouts') }} as layouts
inner join {{ ref('int_study_settings') }} as settings
    on
        layouts.layout_version = settings.setting_value
        and settings.setting_code = 'layout_version'
