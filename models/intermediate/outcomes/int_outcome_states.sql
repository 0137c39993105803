-- Of rules over states: the day on which an unbroken spell has filled the window, or has lasted
-- long enough since the assessment. No row: none has.
with spells as (
    {{ merged_spells(ref('int_outcome_matches'), ['state_throughout', 'spell_of_length']) }}
),

judged as (
    select
        spells.subject_id,
        spells.rule_id,
        spells.spell_start,
        spells.spell_end,
        rules.rule_shape,
        rules.window_from,
        rules.known_to,
        case
            when rules.rule_shape = 'state_throughout' then rules.window_to
            else {{ plus_window('rules', 'greatest(spells.spell_start, rules.anchor_on)') }}
        end as reached_on
    from spells
    inner join {{ ref('int_outcome_rule_index') }} as rules
        on
            spells.subject_id = rules.subject_id
            and spells.rule_id = rules.rule_id
),

final as (
    select
        judged.subject_id,
        judged.rule_id,
        min(judged.reached_on) as reached_on
    from judged
    where
        judged.reached_on <= judged.spell_end
        and judged.reached_on < judged.known_to
        and (judged.rule_shape = 'spell_of_length' or judged.spell_start <= judged.window_from)
    group by
        judged.subject_id,
        judged.rule_id
)

select * from final
