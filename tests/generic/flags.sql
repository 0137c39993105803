{%- test flags(model, columns) -%}
select
    {% for column in columns -%}
    sum(case when {{ column }} in (0, 1) or {{ column }} is null then 0 else 1 end)
        as {{ column }}{{ ',' if not loop.last }}
    {% endfor -%}
from {{ model }}
having
    {% for column in columns -%}
    sum(case when {{ column }} in (0, 1) or {{ column }} is null then 0 else 1 end) > 0
    {{ 'or' if not loop.last }}
    {% endfor %}
{%- endtest -%}
