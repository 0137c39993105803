with tenants as (
    select * from {{ known_rows(
        ref('stg_housing__tenants'), key=['row_key']
    ) }}
),

arrears as (
    select * from {{ known_rows(
        ref('stg_housing__arrears'), key=['row_key']
    ) }}
),

asb_cases as (
    select * from {{ known_rows(
        ref('stg_housing__asb_cases'), key=['row_key']
    ) }}
),

possession as (
    select * from {{ known_rows(
        ref('stg_housing__possession_actions'), key=['row_key']
    ) }}
),

final as (
    {{ evidence_row(
        "'tenancy'", 'tenants', 'tenants.row_key',
        starts='tenants.started_on',
        last_day='tenants.ended_on',
        text='tenants.tenure'
    ) }}
    from tenants
    where tenants.record_key is not null
    union all
    {{ evidence_row(
        "'rent_arrears'", 'arrears', "arrears.row_key || '|' || tenants.person_ref",
        record='tenants.record_key',
        on='arrears.as_at',
        number='100 * arrears.arrears_amount',
        text='arrears.recovery_stage'
    ) }}
    from arrears
    inner join tenants
        on
            arrears.authority_code = tenants.authority_code
            and arrears.tenancy_ref = tenants.tenancy_ref
            and arrears.as_at >= coalesce(tenants.started_on, date '1900-01-01')
            and arrears.as_at <= coalesce(tenants.ended_on, date '9999-12-31')
    where tenants.record_key is not null
    union all
    {{ evidence_row(
        "'housing_asb_case'", 'asb_cases', 'asb_cases.row_key',
        starts='asb_cases.opened_on',
        last_day='asb_cases.closed_on',
        role='lower(asb_cases.person_role)'
    ) }}
    from asb_cases
    where asb_cases.record_key is not null
    union all
    {{ evidence_row(
        "'possession_action'", 'possession', "possession.row_key || '|' || tenants.person_ref",
        record='tenants.record_key',
        on='possession.taken_on',
        text='possession.possession_step'
    ) }}
    from possession
    inner join tenants
        on
            possession.authority_code = tenants.authority_code
            and possession.tenancy_ref = tenants.tenancy_ref
            and possession.taken_on >= coalesce(tenants.started_on, date '1900-01-01')
            and possession.taken_on <= coalesce(tenants.ended_on, date '9999-12-31')
    where tenants.record_key is not null
)

select * from final
