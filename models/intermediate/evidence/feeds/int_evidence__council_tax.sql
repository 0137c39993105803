with liabilities as (
    select * from {{ known_rows(
        ref('stg_council_tax__liabilities'), key=['row_key']
    ) }}
),

arrears as (
    select * from {{ known_rows(
        ref('stg_council_tax__arrears'), key=['row_key']
    ) }}
),

final as (
    {{ evidence_row(
        "'council_tax_support'", 'liabilities', 'liabilities.row_key',
        starts='liabilities.started_on',
        last_day='liabilities.ended_on',
        number='100 * liabilities.support_weekly_amount'
    ) }}
    from liabilities
    where
        liabilities.record_key is not null
        and liabilities.support_weekly_amount > 0
    union all
    {{ evidence_row(
        "'council_tax_exemption'", 'liabilities', 'liabilities.row_key',
        starts='liabilities.started_on',
        last_day='liabilities.ended_on',
        text='liabilities.exemption_class'
    ) }}
    from liabilities
    where
        liabilities.record_key is not null
        and liabilities.exemption_class is not null
    union all
    {{ evidence_row(
        "'council_tax_arrears'", 'arrears', "arrears.row_key || '|' || liabilities.row_key",
        record='liabilities.record_key',
        on='arrears.as_at',
        number='100 * arrears.arrears_amount',
        text='arrears.recovery_stage'
    ) }}
    from arrears
    inner join liabilities
        on
            arrears.authority_code = liabilities.authority_code
            and arrears.account_ref = liabilities.account_ref
            and arrears.as_at >= liabilities.started_on
            and arrears.as_at <= coalesce(liabilities.ended_on, date '9999-12-31')
    where liabilities.record_key is not null
)

select * from final
