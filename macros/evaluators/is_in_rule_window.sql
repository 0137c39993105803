{%- macro is_in_rule_window(rule, evidence) -%}
    case {{ rule }}.rule_shape
        when 'recorded' then
            {{ evidence }}.value_text = {{ rule }}.target_code
            and {{ evidence }}.event_date <= {{ as_of_date() }}
        when 'count_in_window' then
            {{ evidence }}.event_date >= {{ rule }}.window_from
            and {{ evidence }}.event_date < {{ rule }}.window_to
        when 'absence_in_window' then
            {{ evidence }}.event_date >= {{ rule }}.window_from
            and {{ evidence }}.event_date < {{ rule }}.window_to
            and {{ evidence }}.event_date <= {{ as_of_date() }}
        when 'state_at_date' then
            {{ evidence }}.period_start <= {{ rule }}.anchor_on
            and {{ evidence }}.period_end > {{ rule }}.anchor_on
        when 'ratio_over_terms' then
            {{ evidence }}.period_end > {{ evidence }}.period_start
            and ({{ rule }}.terms_from is null or {{ evidence }}.period_start >= {{ rule }}.terms_from)
            and {{ evidence }}.period_end <= {{ dbt.dateadd('day', 1, rule ~ '.terms_until') }}
        else false
    end
{%- endmacro -%}
