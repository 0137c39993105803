{%- macro merged_spells(matches, shapes) -%}
    select
        joined.subject_id,
        joined.rule_id,
        joined.rule_shape,
        min(joined.period_start) as spell_start,
        max(joined.period_end) as spell_end
    from (
        select
            pieces.*,
            sum(case when pieces.period_start <= pieces.known_until then 0 else 1 end) over (
                partition by pieces.subject_id, pieces.rule_id
                order by
                    pieces.period_start nulls last, pieces.period_end nulls last,
                    pieces.evidence_id
                rows between unbounded preceding and current row
            ) as spell_number
        from (
            select
                m.*,
                max(m.period_end) over (
                    partition by m.subject_id, m.rule_id
                    order by
                        m.period_start nulls last, m.period_end nulls last, m.evidence_id
                    rows between unbounded preceding and 1 preceding
                ) as known_until
            from {{ matches }} as m
            where m.rule_shape in ('{{ shapes | join("', '") }}')
        ) as pieces
    ) as joined
    group by
        joined.subject_id,
        joined.rule_id,
        joined.rule_shape,
        joined.spell_number
{%- endmacro -%}
