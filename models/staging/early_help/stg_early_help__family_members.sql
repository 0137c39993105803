with staged as (
    {{ staged(
        'early_help',
        'ssd_family',
        {
            'fami_table_id': 'member_row_ref',
            'fami_family_id': 'family_ref',
            'fami_person_id': 'person_ref',
            'fami_role': 'family_role',
            'fami_from': 'member_from',
            'fami_to': 'member_to',
        },
    ) }}
),

final as (
    select
        *,
        {{ record_key('person', 'person_ref') }} as record_key,
        {{ record_key('family', 'family_ref') }} as family_record_key
    from staged
)

select * from final
