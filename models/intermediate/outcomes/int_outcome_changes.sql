-- Of rules over validated measures: whether the latest score is reliably better than the first, or
-- reliably worse, and since when every score has been better. Each person is compared with nobody
-- else, also where the need is of the family.
with scores as (
    select
        m.subject_id,
        m.rule_id,
        m.evidence_id,
        m.subject_key,
        m.event_date,
        m.event_date <= rules.anchor_on as is_before,
        measures.measure_code,
        measures.reliable_change,
        case measures.higher_is when 'worse' then -m.value_number else m.value_number end as good
    from {{ ref('int_outcome_matches') }} as m
    inner join {{ ref('int_outcome_rule_index') }} as rules
        on
            m.subject_id = rules.subject_id
            and m.rule_id = rules.rule_id
    inner join {{ ref('int_measures') }} as measures
        on
            rules.authority_code = measures.authority_code
            and m.evidence_type = measures.evidence_type
            and coalesce(measures.evidence_value, m.value_text, '') = coalesce(m.value_text, '')
            and measures.reliable_change is not null
    where
        m.rule_shape = 'change_on_measure'
        and m.value_number is not null
),

numbered as (
    select
        scores.*,
        row_number() over (
            partition by scores.subject_id, scores.rule_id, scores.subject_key, scores.measure_code
            order by scores.event_date nulls last, scores.evidence_id
        ) as score_number,
        count(case when scores.is_before then 1 end) over (
            partition by scores.subject_id, scores.rule_id, scores.subject_key, scores.measure_code
        ) as scores_before
    from scores
),

-- the latest by the assessment is the first, else the first after it
compared as (
    select
        later.*,
        later.good - firsts.good as improvement,
        max(later.score_number) over (
            partition by later.subject_id, later.rule_id, later.subject_key, later.measure_code
        ) as latest_number,
        max(case
            when later.good - firsts.good < later.reliable_change then later.score_number
        end) over (
            partition by later.subject_id, later.rule_id, later.subject_key, later.measure_code
        ) as last_failed_number
    from numbered as later
    inner join numbered as firsts
        on
            later.subject_id = firsts.subject_id
            and later.rule_id = firsts.rule_id
            and later.subject_key = firsts.subject_key
            and later.measure_code = firsts.measure_code
            and firsts.score_number = greatest(later.scores_before, 1)
            and later.score_number > firsts.score_number
),

by_measure as (
    select
        compared.subject_id,
        compared.rule_id,
        compared.subject_key,
        compared.measure_code,
        min(case
            when compared.score_number > coalesce(compared.last_failed_number, 0)
                then compared.event_date
        end) as improved_on,
        bool_or(
            compared.score_number = compared.latest_number
            and compared.improvement <= -compared.reliable_change
        ) as is_worse
    from compared
    group by
        compared.subject_id,
        compared.rule_id,
        compared.subject_key,
        compared.measure_code
),

final as (
    select
        by_measure.subject_id,
        by_measure.rule_id,
        case
            when bool_or(by_measure.improved_on is not null) and not bool_or(by_measure.is_worse)
                then 1
            else 0
        end as has_improved,
        min(by_measure.improved_on) as improved_on
    from by_measure
    group by
        by_measure.subject_id,
        by_measure.rule_id
)

select * from final
