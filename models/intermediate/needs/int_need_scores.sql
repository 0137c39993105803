-- Of rules over validated measures: the first day, from the assessment on, on which the score then
-- latest is on the clinical side of the measure's cut-off.
with scores as (
    select
        m.subject_id,
        m.rule_id,
        m.evidence_id,
        m.subject_key,
        m.event_date,
        rules.anchor_on,
        measures.measure_code,
        case measures.higher_is
            when 'worse' then m.value_number >= measures.cut_off
            else m.value_number <= measures.cut_off
        end as is_clinical
    from {{ ref('int_need_matches') }} as m
    inner join {{ ref('int_need_rule_index') }} as rules
        on
            m.subject_id = rules.subject_id
            and m.rule_id = rules.rule_id
    inner join {{ ref('int_measures') }} as measures
        on
            rules.authority_code = measures.authority_code
            and m.evidence_type = measures.evidence_type
            and coalesce(measures.evidence_value, m.value_text, '') = coalesce(m.value_text, '')
            and measures.cut_off is not null
    where
        m.rule_shape = 'score_at_cutoff'
        and m.value_number is not null
),

ranked as (
    select
        scores.*,
        row_number() over (
            partition by
                scores.subject_id,
                scores.rule_id,
                scores.subject_key,
                scores.measure_code,
                scores.event_date <= scores.anchor_on
            order by scores.event_date desc, scores.evidence_id desc
        ) as score_rank
    from scores
),

final as (
    select
        ranked.subject_id,
        ranked.rule_id,
        min(greatest(ranked.event_date, ranked.anchor_on)) as fired_on
    from ranked
    where
        ranked.is_clinical
        and (ranked.event_date > ranked.anchor_on or ranked.score_rank = 1)
    group by
        ranked.subject_id,
        ranked.rule_id
)

select * from final
