-- Every row of the catalogue as it is in force: its wording, each value that could be another, and
-- the settings of the programme.
with final as (
    select
        told.authority_code,
        told.catalogue_table,
        told.row_code,
        'row_text' as column_name,
        told.row_text as value_in_force
    from {{ ref('int_catalogue_rows') }} as told
    union all
    select
        v.authority_code,
        v.catalogue_table,
        v.row_code,
        v.column_name,
        v.value_in_force
    from {{ ref('int_catalogue_values') }} as v
    union all
    select
        s.authority_code,
        'programme_settings' as catalogue_table,
        s.setting || '|' || s.valid_from as row_code,
        'setting_value' as column_name,
        s.setting_value as value_in_force
    from {{ ref('int_programme_settings') }} as s
)

select * from final
