{%- macro is_in_rule_window(rule, evidence) -%}
    case
        when {{ rule }}.rule_shape = 'recorded' then
            {{ evidence }}.value_text = {{ rule }}.target_code
            and {{ evidence }}.event_date <= {{ as_of_date() }}
        when {{ rule }}.rule_shape = 'ratio_over_terms' then
            {{ evidence }}.period_end > {{ evidence }}.period_start
            and ({{ rule }}.terms_from is null or {{ evidence }}.period_start >= {{ rule }}.terms_from)
            and {{ evidence }}.period_end <= {{ dbt.dateadd('day', 1, rule ~ '.terms_until') }}
        -- a state that ends where another begins is one with it, so that it has to be seen too
        when {{ rule }}.rule_shape in ('state_at_date', 'spell_of_length', 'state_throughout') then
            {{ evidence }}.period_start < {{ rule }}.seen_until
            and {{ evidence }}.period_end >= {{ rule }}.seen_from
        when {{ rule }}.rule_shape = 'off_roll' then false
        -- a state is absent when it holds on no day of the window
        when
            {{ rule }}.rule_shape = 'absence_in_window'
            and {{ evidence }}.event_date is null
            then
                {{ evidence }}.period_start < {{ rule }}.seen_until
                and {{ evidence }}.period_end > {{ rule }}.seen_from
                and {{ evidence }}.period_end > {{ evidence }}.period_start
        else
            {{ evidence }}.event_date >= {{ rule }}.seen_from
            and {{ evidence }}.event_date < {{ rule }}.seen_until
    end
{%- endmacro -%}
