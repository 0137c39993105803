-- A setting that does not exist does nothing, and a value that cannot be would change what is paid.
with changes as (
    select
        s.source_file,
        s.source_row,
        s.setting as changed,
        s.setting_value,
        {{ safe_cast_number('s.setting_value', 'decimal(9, 2)') }} as new_number
    from {{ known_rows(
        ref('stg_local__programme_settings'), key=['setting', 'valid_from']
    ) }} as s
)

select
    changes.source_file,
    changes.source_row,
    changes.changed
from changes
left join {{ ref('programme_settings') }} as national on changes.changed = national.setting
where
    national.setting is null
    -- an empty value gives the setting back to the national one
    or (changes.setting_value is not null and case national.value_type
        when 'word'
            then ' ' || national.allowed_words || ' ' not like '% ' || changes.setting_value || ' %'
        else
            changes.new_number is null
            or changes.new_number <> floor(changes.new_number)
            or changes.new_number < national.lowest
            or changes.new_number > national.highest
    end)
