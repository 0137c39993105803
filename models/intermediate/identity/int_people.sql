-- noqa: disable=LT02
-- What is known of a person is taken, column by column, from the record known best: case management
-- before the census before the police, then the record known first.
{% set columns = [
    'forename', 'surname', 'date_of_birth', 'sex', 'upn', 'nhs_number', 'nino', 'postcode', 'uprn'
] %}
with records as (
    select
        links.person_key,
        identity.*
    from {{ ref('int_person_source_links') }} as links
    inner join {{ ref('int_identity_records') }} as identity
        on links.record_key = identity.record_key
),

ordered as (
    select
        records.*,
        lpad(cast(records.feed_rank as {{ dbt.type_string() }}), 4, '0')
        || lpad(cast(records.record_rank as {{ dbt.type_string() }}), 12, '0') as preference
    from records
),

final as (
    select
        ordered.person_key,
        min(ordered.authority_code) as authority_code,
        {% for column in columns -%}
        min_by(ordered.{{ column }}, ordered.preference)
            filter (where ordered.{{ column }} is not null) as {{ column }},
        {% endfor -%}
        count(*) as record_count,
        count(distinct ordered.feed_code) as feed_count,
        min(ordered.first_known_on) as first_known_on
    from ordered
    group by ordered.person_key
)

select * from final
