{%- macro rolled_up_status(rule_status) -%}
    case
        when bool_or({{ rule_status }} = 'met') then 'met'
        when bool_or({{ rule_status }} = 'manual_review') then 'manual_review'
        when bool_or({{ rule_status }} = 'not_met') then 'not_met'
        {% for reason in ['objection', 'no_agreement', 'too_early', 'not_covered'] -%}
        when bool_or({{ rule_status }} = 'not_assessable_{{ reason }}')
            then 'not_assessable_{{ reason }}'
        {% endfor -%}
        else 'not_assessable_no_feed'
    end
{%- endmacro -%}
