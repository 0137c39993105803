-- Who belongs together, as each source tells it: people of one group, or at one property.
with children as (
    select * from {{ known_rows(
        ref('stg_childrens_social_care__families'), key=['row_key']
    ) }}
),

pupils as (
    select * from {{ known_rows(
        ref('stg_school_census__pupils'),
        key=['census_year', 'census_term', 'school_ref', 'is_on_roll', 'pupil_ref']
    ) }}
),

addresses as (
    select * from {{ known_rows(
        ref('stg_school_census__addresses'),
        key=['census_year', 'census_term', 'school_ref', 'is_on_roll', 'pupil_ref']
    ) }}
),

-- Of all censuses the latest; who has left since is not in it.
latest_census as (
    select
        pupils.*,
        dense_rank() over (
            partition by pupils.authority_code
            order by
                pupils.census_year desc,
                case pupils.census_term when 'autumn' then 3 when 'summer' then 2 else 1 end desc
        ) as census_rank
    from pupils
),

liabilities as (
    select * from {{ known_rows(
        ref('stg_council_tax__liabilities'), key=['row_key']
    ) }}
),

tenants as (
    select * from {{ known_rows(
        ref('stg_housing__tenants'), key=['row_key']
    ) }}
),

told as (
    select
        'social_care' as family_source,
        children.record_key,
        children.family_ref as group_ref,
        cast(null as {{ dbt.type_string() }}) as uprn,
        false as is_head,
        children.source_file
    from children
    union all
    select
        'homelessness' as family_source,
        applicants.record_key,
        applicants.case_ref as group_ref,
        cast(null as {{ dbt.type_string() }}) as uprn,
        coalesce(applicants.is_main_applicant, false) as is_head,
        applicants.source_file
    from {{ ref('int_homeless_applicants') }} as applicants
    union all
    select
        'school_household' as family_source,
        latest_census.record_key,
        addresses.uprn as group_ref,
        addresses.uprn,
        false as is_head,
        latest_census.source_file
    from latest_census
    inner join addresses on {{ same_census_pupil('latest_census', 'addresses') }}
    where
        latest_census.census_rank = 1
        and latest_census.is_on_roll
    union all
    -- liable and tenant are said of adults alone
    select
        'benefit_household' as family_source,
        liabilities.record_key,
        liabilities.uprn as group_ref,
        liabilities.uprn,
        true as is_head,
        liabilities.source_file
    from liabilities
    where coalesce(liabilities.ended_on, date '9999-12-31') >= {{ known_at() }}
    union all
    select
        'benefit_household' as family_source,
        tenants.record_key,
        tenants.uprn as group_ref,
        tenants.uprn,
        true as is_head,
        tenants.source_file
    from tenants
    where coalesce(tenants.ended_on, date '9999-12-31') >= {{ known_at() }}
),

final as (
    select
        links.authority_code,
        links.person_key,
        told.family_source,
        told.group_ref,
        told.uprn,
        bool_or(told.is_head) as is_head,
        bool_or(files.may_find_families) as may_find_families
    from told
    inner join {{ ref('int_person_source_links') }} as links on told.record_key = links.record_key
    inner join {{ ref('int_files_in_force') }} as files on told.source_file = files.source_file
    where told.group_ref is not null
    group by
        links.authority_code,
        links.person_key,
        told.family_source,
        told.group_ref,
        told.uprn
)

select * from final
