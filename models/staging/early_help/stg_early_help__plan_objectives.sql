with final as (
    {{ staged(
        'early_help',
        'programme_plan_objectives',
        {
            'objective_id': 'objective_ref',
            'plan_id': 'plan_ref',
            'need_code': 'need_code',
        },
    ) }}
)

select * from final
