-- Of rules over states: the first day, from the assessment on, that a state holds, or on which it
-- has lasted long enough.
with spells as (
    {{ merged_spells(ref('int_need_matches'), ['state_at_date', 'spell_of_length']) }}
),

judged as (
    select
        spells.subject_id,
        spells.rule_id,
        spells.spell_end,
        rules.support_until,
        greatest(
            rules.anchor_on,
            case
                when spells.rule_shape = 'spell_of_length'
                    then {{ plus_window('rules', 'spells.spell_start') }}
                else spells.spell_start
            end
        ) as judged_on
    from spells
    inner join {{ ref('int_need_rule_index') }} as rules
        on
            spells.subject_id = rules.subject_id
            and spells.rule_id = rules.rule_id
),

final as (
    select
        judged.subject_id,
        judged.rule_id,
        min(judged.judged_on) as fired_on
    from judged
    where
        judged.judged_on < judged.spell_end
        and judged.judged_on < judged.support_until
    group by
        judged.subject_id,
        judged.rule_id
)

select * from final
