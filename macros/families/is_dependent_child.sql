{%- macro is_dependent_child(role, age, is_employed, settings) -%}
    {{ role }} = 'dependent_child'
    and coalesce({{ age }}, 0) <= {{ settings }}.dependent_child_max_age
    and not (
        coalesce({{ age }}, 0) >= {{ settings }}.dependent_child_status_age
        and {{ is_employed }}
    )
{%- endmacro -%}
