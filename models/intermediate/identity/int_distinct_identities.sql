-- Linking compares identities, not records: what many records say alike is compared once.
{% set columns = [
    'authority_code', 'standard_forename', 'forename_words', 'standard_surname', 'surname_words',
    'date_of_birth', 'is_birth_date_weak', 'upn', 'former_upn', 'nhs_number', 'nino', 'postcode',
    'uprn',
] -%}
with grouped as (
    select
        r.identity_key,
        {% for column in columns -%}
        min(r.{{ column }}) as {{ column }},
        {% endfor -%}
        -- U says that the sex was not recorded
        min(nullif(r.sex, 'U')) as sex,
        min(r.expected_date_of_birth) as expected_date_of_birth,
        min(r.first_received_on) as first_received_on,
        min(r.age_min) as age_min,
        min(r.age_max) as age_max,
        min(r.record_rank) as first_record_rank,
        count(*) as record_count
    from {{ ref('int_identity_records') }} as r
    group by r.identity_key
),

final as (
    select
        grouped.identity_key,
        {% for column in columns + ['sex', 'first_record_rank', 'record_count'] -%}
        grouped.{{ column }},
        {% endfor -%}
        -- The birth date, or between which days it must lie: by the day expected, else by the ages
        -- that the service serves.
        cast(coalesce(
            grouped.date_of_birth,
            {{ dbt.dateadd('month', -4, 'grouped.expected_date_of_birth') }},
            {{ dbt.dateadd('year', '-(grouped.age_max + 1)', 'grouped.first_received_on') }}
        ) as date) as born_from,
        cast(coalesce(
            grouped.date_of_birth,
            {{ dbt.dateadd('month', 1, 'grouped.expected_date_of_birth') }},
            {{ dbt.dateadd('year', '-grouped.age_min', 'grouped.first_received_on') }}
        ) as date) as born_to
    from grouped
)

select * from final
