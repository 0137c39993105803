with staged as (
    {{ staged(
        'early_help',
        'ssd_address',
        {
            'addr_table_id': 'address_ref',
            'addr_person_id': 'person_ref',
            'addr_address_type': 'address_type',
            'addr_address_start_date': 'address_from',
            'addr_address_end_date': 'address_to',
            'addr_address_line_1': 'address_line_1',
            'addr_address_line_2': 'address_line_2',
            'addr_address_line_3': 'address_line_3',
            'addr_address_postcode': 'postcode',
            'addr_address_uprn': 'uprn',
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
