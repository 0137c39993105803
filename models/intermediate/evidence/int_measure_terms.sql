-- For a rule that asks one feed of a measure: the terms that any feed telling of it has reported.
select
    asked.feed_code,
    terms.authority_code,
    terms.term_number,
    terms.starts_on,
    terms.ends_on,
    bool_or(terms.may_identify_needs) as may_identify_needs,
    bool_or(terms.may_prove_outcomes) as may_prove_outcomes
from {{ ref('measure_feeds') }} as asked
inner join {{ ref('measure_feeds') }} as telling on asked.evidence_type = telling.evidence_type
inner join {{ ref('int_reported_terms') }} as terms on telling.feed_code = terms.feed_code
group by
    asked.feed_code,
    terms.authority_code,
    terms.term_number,
    terms.starts_on,
    terms.ends_on
