-- noqa: disable=LT02
with links as (
    select
        l.record_key,
        l.person_key
    from {{ ref('int_person_source_links') }} as l
),

files as (
    select * from {{ ref('int_files_in_force') }}
),

measures as (
    select * from {{ ref('measure_feeds') }}
),

-- One measure has one authority per person, term and purpose: of the feeds that have reported the
-- whole term, the first that holds the person, may be used, and is not objected to.
speakers as (
    select
        evidence.authority_code,
        links.person_key,
        evidence.evidence_type,
        evidence.period_start,
        min(case when files.may_identify_needs then measures.preference end) as of_needs,
        min(case when files.may_prove_outcomes then measures.preference end) as of_outcomes,
        min(case when files.may_find_families then measures.preference end) as of_finding
    from {{ ref('int_evidence_of_feeds') }} as evidence
    inner join files on evidence.source_file = files.source_file
    inner join links on evidence.record_key = links.record_key
    inner join measures
        on
            evidence.evidence_type = measures.evidence_type
            and evidence.feed_code = measures.feed_code
    inner join {{ ref('int_reported_terms') }} as terms
        on
            evidence.authority_code = terms.authority_code
            and evidence.feed_code = terms.feed_code
            and evidence.period_start = terms.starts_on
    left join {{ ref('int_objections') }} as objections
        on
            links.person_key = objections.person_key
            and evidence.feed_code = objections.objected_feed_code
            and objections.scope = 'feed'
    where objections.person_key is null
    group by
        evidence.authority_code,
        links.person_key,
        evidence.evidence_type,
        evidence.period_start
),

final as (
    select
        md5(
            evidence.authority_code || '|' || {{ place_in_authority('evidence') }}
            || '|' || cast(evidence.source_row as {{ dbt.type_string() }})
            || '|' || evidence.evidence_type || '|' || evidence.source_record_id
        ) as evidence_id,
        case
            when evidence.person_role = 'family' then 'family'
            else links.person_key
        end as person_key,
        {% for column in evidence_columns() if column != 'record_key' -%}
        evidence.{{ column }},
        {% endfor -%}
        files.may_identify_needs
        and (
            measures.preference is null
            or coalesce(measures.preference = speakers.of_needs, false)
        ) as may_identify_needs,
        files.may_prove_outcomes
        and (
            measures.preference is null
            or coalesce(measures.preference = speakers.of_outcomes, false)
        ) as may_prove_outcomes,
        files.may_find_families
        and (
            measures.preference is null
            or coalesce(measures.preference = speakers.of_finding, false)
        ) as may_find_families
    from {{ ref('int_evidence_of_feeds') }} as evidence
    inner join files on evidence.source_file = files.source_file
    left join links on evidence.record_key = links.record_key
    left join measures
        on
            evidence.evidence_type = measures.evidence_type
            and evidence.feed_code = measures.feed_code
    left join speakers
        on
            evidence.authority_code = speakers.authority_code
            and links.person_key = speakers.person_key
            and evidence.evidence_type = speakers.evidence_type
            and evidence.period_start = speakers.period_start
)

select * from final
