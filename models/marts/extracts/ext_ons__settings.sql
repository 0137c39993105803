select
    settings.authority_code,
    settings.setting_code,
    settings.setting_value
from {{ ref('int_study_settings') }} as settings
