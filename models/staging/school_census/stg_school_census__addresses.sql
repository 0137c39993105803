with onroll as (
    {{ staged(
        'school_census',
        'addressesonroll',
        {
            'pupilonrolltableid': 'pupil_ref',
            'addressesonrolltableid': 'row_ref',
            'addressesonrollorderseqcolumn': 'address_order',
            'NativeId': 'school_ref',
            'uniquepropertyreferencenumber': 'uprn',
            'postcode': 'postcode',
        },
        period=['census_year', 'census_term'],
    ) }}
),

offroll as (
    {{ staged(
        'school_census',
        'addressesoffroll',
        {
            'pupilnolongeronrolltableid': 'pupil_ref',
            'addressesoffrolltableid': 'row_ref',
            'addressesoffrollorderseqcolumn': 'address_order',
            'NativeId': 'school_ref',
            'uniquepropertyreferencenumber': 'uprn',
            'postcode': 'postcode',
        },
        period=['census_year', 'census_term'],
    ) }}
),

final as (
    select
        onroll.authority_code,
        onroll.feed_code,
        onroll.landed_table,
        onroll.source_file,
        onroll.source_row,
        onroll.received_at,
        onroll.census_year,
        onroll.census_term,
        onroll.pupil_ref,
        onroll.row_ref,
        onroll.address_order,
        onroll.school_ref,
        onroll.uprn,
        onroll.postcode,
        true as is_on_roll,
        onroll.row_key,
        onroll.is_deletion,
        onroll.row_problems,
        onroll.quarantine_reason
    from onroll
    union all
    select
        offroll.authority_code,
        offroll.feed_code,
        offroll.landed_table,
        offroll.source_file,
        offroll.source_row,
        offroll.received_at,
        offroll.census_year,
        offroll.census_term,
        offroll.pupil_ref,
        offroll.row_ref,
        offroll.address_order,
        offroll.school_ref,
        offroll.uprn,
        offroll.postcode,
        false as is_on_roll,
        offroll.row_key,
        offroll.is_deletion,
        offroll.row_problems,
        offroll.quarantine_reason
    from offroll
)

select * from final
