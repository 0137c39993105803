-- noqa: disable=LT02
-- People whom one source names side by side are different people: members of one family, people of
-- one incident, case, tenancy or account. Each pair is here once.
{% set groups = {
    'stg_early_help__family_members': 'family_ref',
    'stg_police__incidents': 'incident_ref',
    'stg_domestic_abuse__marac_people': 'case_ref',
    'stg_homelessness__people': 'case_ref',
    'stg_council_tax__liabilities': 'account_ref',
    'stg_housing__tenants': 'tenancy_ref',
} %}
with
{% for model, group in groups.items() -%}
{{ model }} as (
    select * from {{ known_rows(ref(model), ever=true) }}
),

{% endfor -%}
named as (
    {% for model, group in groups.items() -%}
    select
        md5(concat('{{ model }}|', t.authority_code, '|', t.{{ group }})) as group_key,
        t.record_key
    from {{ model }} as t
    where
        t.record_key is not null
        and t.{{ group }} is not null
    group by
        t.authority_code,
        t.{{ group }},
        t.record_key
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

identified as (
    select
        named.group_key,
        records.identity_key,
        records.authority_code
    from named
    inner join {{ ref('int_identity_records') }} as records
        on named.record_key = records.record_key
),

final as (
    select
        these.identity_key as identity_key_1,
        those.identity_key as identity_key_2
    from identified as these
    inner join identified as those
        on
            these.group_key = those.group_key
            and these.identity_key < those.identity_key
    group by
        these.identity_key,
        those.identity_key
)

select * from final
