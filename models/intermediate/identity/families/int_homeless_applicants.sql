-- noqa: disable=LT02
-- The household of a person is that of the application made last, while it is recent. Tables and
-- return are read alike.
with
{% for part, columns, tables in [
    ('people', ['record_key', 'is_main_applicant'], ['people', 'hclic_people']),
    ('cases', ['applied_on'], ['cases', 'hclic_main']),
] -%}
{{ part }} as (
    {% for table in tables -%}
    select
        v.authority_code,
        v.case_ref,
        {% for column in columns -%}
        v.{{ column }},
        {% endfor -%}
        v.source_file
    from {{ known_rows(
        ref('stg_homelessness__' ~ table), key=['row_key']
    ) }} as v
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

{% endfor -%}
ranked as (
    select
        people.*,
        row_number() over (
            partition by people.record_key
            order by cases.applied_on desc, people.case_ref desc
        ) as application_rank
    from people
    inner join cases
        on
            people.authority_code = cases.authority_code
            and people.case_ref = cases.case_ref
    where
        people.record_key is not null
        and {{ dbt.dateadd('month', family_setting('application_months'), 'cases.applied_on') }}
        > {{ known_at() }}
),

final as (
    select
        ranked.authority_code,
        ranked.record_key,
        ranked.case_ref,
        ranked.is_main_applicant,
        ranked.source_file
    from ranked
    where ranked.application_rank = 1
)

select * from final
