with rows_quarantined as (
    {% for model in staging_models() -%}
    select
        s.source_file,
        s.feed_code,
        s.source_row as first_row,
        s.source_row as last_row,
        1 as row_count,
        s.quarantine_reason as reason
    from {{ ref(model) }} as s
    where s.quarantine_reason is not null
    union all
    {% endfor %}
    select
        r.source_file,
        r.feed_code,
        r.first_row,
        r.last_row,
        r.row_count,
        r.reason
    from {{ ref('landed_rejects') }} as r
)

select * from rows_quarantined
