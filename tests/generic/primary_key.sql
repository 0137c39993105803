{#- The columns name each row: all of them are filled, and no two rows have the same. -#}
{%- test primary_key(model, columns) -%}
select
    {{ columns | join(',\n    ') }},
    count(*) as rows_of_key
from {{ model }}
group by {{ columns | join(', ') }}
having
    count(*) > 1
    or {{ columns | join(' is null\n    or ') }} is null
{%- endtest -%}
