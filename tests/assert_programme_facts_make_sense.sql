-- A fact that does not exist, or a state that is none, would leave a milestone unanswered.
with told as (
    select * from {{ known_rows(ref('stg_local__programme_facts'), key=['fact']) }}
)

select
    told.source_file,
    told.source_row,
    told.fact
from told
left join {{ ref('programme_fact_names') }} as names on told.fact = names.fact
where
    names.fact is null
    or (
        names.value_type = 'state'
        and told.fact_value not in ('yes', 'working_towards', 'no')
    )
