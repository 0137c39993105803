-- One pass over all that is staged, for what is kept out and for what is told of a row that is not.
with at_fault as (
    {% for model in staging_models() -%}
    select
        s.source_file,
        s.feed_code,
        s.source_row,
        s.quarantine_reason,
        s.row_problems
    from {{ ref(model) }} as s
    where
        s.quarantine_reason is not null
        or s.row_problems is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from at_fault
