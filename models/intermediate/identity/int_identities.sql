-- noqa: disable=LT02
{{ config(materialized=not_written_twice()) }}

{% set feed_codes = [
    'early_help', 'school_census', 'police', 'attendance', 'attainment',
    'cme_ehe', 'send', 'ccis', 'early_years', 'health',
    'substance_misuse', 'youth_justice', 'probation', 'domestic_abuse', 'exploitation',
    'housing', 'homelessness', 'council_tax', 'dwp', 'local_services',
    'family_hubs', 'childrens_social_care', 'service_involvement',
] %}
{% for feed in feed_codes -%}
select * from {{ ref('int_identity__' ~ feed) }}
{{ 'union all' if not loop.last }}
{% endfor %}
