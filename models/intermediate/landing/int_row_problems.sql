with problems as (
    {% for model in staging_models() -%}
    select
        s.source_file,
        s.feed_code,
        s.source_row,
        s.row_problems
    from {{ ref(model) }} as s
    where s.row_problems is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from problems
