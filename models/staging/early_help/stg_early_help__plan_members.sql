with staged as (
    {{ staged(
        'early_help',
        'programme_plan_members',
        {
            'plan_id': 'plan_ref',
            'person_id': 'person_ref',
        },
    ) }}
),

final as (
    select
        *,
        {{ record_key('person', 'person_ref') }} as record_key
    from staged
)

select * from final
