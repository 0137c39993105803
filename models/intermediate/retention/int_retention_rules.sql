-- Until when what is kept is kept: the rules with an authority's own months where its settings have
-- them.
with final as (
    select * from {{ set_locally(
        'retention_rules',
        'retention',
        known_rows(ref('stg_local__settings'), key=['framework_version', 'setting']),
        key='rule_id',
        kept=['subject', 'basis', 'output_folder', 'rule_name'],
        value='period_months',
        value_type='integer',
    ) }} as r
)

select * from final
