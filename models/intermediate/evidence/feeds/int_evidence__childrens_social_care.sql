-- noqa: disable=LT02,LT09
-- One fact, told in up to four forms: the tables of the Standard Safeguarding Dataset, the children
-- in need census, the looked-after children return, and Annex A. The fullest form speaks.
{% set care = "coalesce({0}.legal_status, '') not in ('V3', 'V4')" %}
{% set told = [
    {'form': 1, 'from': 'cin_episodes', 'type': 'social_care_referral', 'on': 'referred_on', 'text': 'primary_need'},
    {'form': 2, 'from': 'cin_details', 'type': 'social_care_referral', 'on': 'referred_on', 'text': 'primary_need'},
    {'form': 4, 'from': 'annex_a_referrals', 'type': 'social_care_referral', 'on': 'referred_on'},
    {'form': 1, 'from': 'cin_episodes', 'type': 'child_in_need', 'starts': 'referred_on',
     'last_day': 'closed_on', 'text': 'primary_need', 'where': 'not coalesce({0}.is_no_further_action, false)'},
    {'form': 2, 'from': 'cin_details', 'type': 'child_in_need', 'starts': 'referred_on',
     'last_day': 'closed_on', 'text': 'primary_need', 'where': 'not coalesce({0}.is_no_further_action, false)'},
    {'form': 4, 'from': 'annex_a_children_in_need', 'type': 'child_in_need', 'starts': 'started_on',
     'last_day': 'closed_on', 'text': 'primary_need'},
    {'form': 1, 'from': 'cin_plans', 'type': 'child_in_need_plan', 'starts': 'started_on', 'last_day': 'ended_on'},
    {'form': 2, 'from': 'cin_census_plans', 'type': 'child_in_need_plan', 'starts': 'started_on', 'last_day': 'ended_on'},
    {'form': 1, 'from': 'cp_plans', 'type': 'child_protection_plan', 'starts': 'started_on',
     'last_day': 'ended_on', 'text': 'latest_category'},
    {'form': 2, 'from': 'cin_census_protection_plans', 'type': 'child_protection_plan', 'starts': 'started_on',
     'last_day': 'ended_on', 'text': 'latest_category_of_abuse'},
    {'form': 4, 'from': 'annex_a_child_protection', 'type': 'child_protection_plan', 'starts': 'started_on',
     'last_day': 'ended_on', 'text': 'latest_category_of_abuse'},
    {'form': 1, 'from': 'cin_plans', 'type': 'child_in_need_plan_ended', 'on': 'ended_on'},
    {'form': 2, 'from': 'cin_census_plans', 'type': 'child_in_need_plan_ended', 'on': 'ended_on'},
    {'form': 1, 'from': 'cp_plans', 'type': 'child_protection_plan_ended', 'on': 'ended_on'},
    {'form': 2, 'from': 'cin_census_protection_plans', 'type': 'child_protection_plan_ended', 'on': 'ended_on'},
    {'form': 4, 'from': 'annex_a_child_protection', 'type': 'child_protection_plan_ended', 'on': 'ended_on'},
    {'form': 1, 'from': 's47_enquiries', 'type': 'section_47_enquiry', 'on': 'started_on'},
    {'form': 2, 'from': 'cin_census_section_47', 'type': 'section_47_enquiry', 'on': 'started_on'},
    {'form': 4, 'from': 'annex_a_section_47', 'type': 'section_47_enquiry', 'on': 'started_on'},
    {'form': 1, 'from': 'cla_episodes', 'type': 'looked_after', 'starts': 'started_on', 'until': 'ended_on',
     'text': 'legal_status', 'where': care},
    {'form': 3, 'from': 'ssda903_episodes', 'type': 'looked_after', 'starts': 'started_on', 'until': 'ended_on',
     'text': 'legal_status', 'where': care},
    {'form': 4, 'from': 'annex_a_looked_after', 'type': 'looked_after', 'starts': 'started_on', 'until': 'ended_on',
     'text': 'legal_status', 'where': care},
    {'form': 1, 'from': 'missing_episodes', 'type': 'missing_from_care', 'on': 'missing_from', 'text': 'missing_type'},
    {'form': 3, 'from': 'ssda903_missing', 'type': 'missing_from_care', 'on': 'started_on', 'text': 'missing_type'},
    {'form': 1, 'from': 'sdq_scores', 'type': 'measure_score', 'on': 'completed_on', 'number': 'score'},
] %}
with
{% for table in told | map(attribute='from') | unique -%}
{{ table }} as (
    select * from {{ known_rows(
        ref('stg_childrens_social_care__' ~ table), key=['row_key']
    ) }}
),

{% endfor -%}
facts as (
    {% for fact in told -%}
    {%- set row = fact.from -%}
    {%- set day = fact.on or fact.starts -%}
    {{ evidence_row(
        "'" ~ fact.type ~ "'", row, row ~ '.row_key',
        on=row ~ '.' ~ fact.on if fact.on else 'cast(null as date)',
        starts=row ~ '.' ~ fact.starts if fact.starts else 'cast(null as date)',
        last_day=row ~ '.' ~ fact.last_day if fact.last_day else none,
        until='coalesce(' ~ row ~ '.' ~ fact.until ~ ", date '9999-12-31')" if fact.until else 'cast(null as date)',
        number=row ~ '.' ~ fact.number if fact.number else 'null',
        text="'SDQ'" if fact.number else row ~ '.' ~ fact.text if fact.text else 'null',
        more=fact.form ~ ' as form_rank'
    ) }}
    from {{ row }}
    where
        {{ row }}.{{ day }} is not null
        {% if fact.where -%} and {{ fact.where | replace('{0}', row) }} {%- endif %}
    union all
    {% endfor -%}
    select
        factors.*
    from {{ ref('int_social_care_factors') }} as factors
),

ranked as (
    select
        facts.*,
        row_number() over (
            partition by
                facts.record_key,
                facts.evidence_type,
                facts.event_date,
                facts.period_start,
                case when facts.evidence_type = 'assessment_factor' then facts.value_text end
            order by
                case when facts.period_end = date '9999-12-31' then 1 else 0 end,
                facts.form_rank,
                facts.source_file,
                facts.source_row
        ) as telling_rank
    from facts
),

final as (
    select
        {% for column in evidence_columns() -%}
        ranked.{{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    from ranked
    where ranked.telling_rank = 1
)

select * from final
