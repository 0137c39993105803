with final as (
    select * from {{ overridden('rules', kept=[
        'rule_id', 'framework_version', 'applies_to', 'target_code', 'rule_shape',
        'coverage_feed', 'window_unit', 'comparison', 'on_fire', 'absence_is_conclusive',
        'valid_from', 'valid_to',
    ]) }}
)

select * from final
