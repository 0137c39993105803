-- noqa: disable=LT02
-- Who the people are, by records of feeds alone that research is agreed for and that they do not
-- object to; column by column from the record known best, as everywhere.
{% set columns = ['forename', 'surname', 'date_of_birth', 'sex', 'nino', 'postcode'] %}
with people as (
    select members.person_key
    from {{ ref('int_study_members') }} as members
    group by members.person_key
),

records as (
    select
        links.person_key,
        identity.*,
        lpad(cast(identity.feed_rank as {{ dbt.type_string() }}), 4, '0')
        || lpad(cast(identity.record_rank as {{ dbt.type_string() }}), 12, '0') as preference
    from people
    inner join {{ ref('int_person_source_links') }} as links on people.person_key = links.person_key
    inner join {{ ref('int_identity_records') }} as identity
        on links.record_key = identity.record_key
    inner join {{ ref('int_study_feeds') }} as feeds
        on
            identity.authority_code = feeds.authority_code
            and identity.feed_code = feeds.feed_code
    left join {{ ref('int_study_objections') }} as objections
        on
            links.person_key = objections.person_key
            and identity.feed_code = objections.objected_feed_code
    where
        feeds.may_research
        and objections.person_key is null
),

final as (
    select
        records.person_key,
        {% for column in columns -%}
        min_by(records.{{ column }}, records.preference)
            filter (where records.{{ column }} is not null) as {{ column }}
        {{- ',' if not loop.last }}
        {% endfor %}
    from records
    group by records.person_key
)

select * from final
