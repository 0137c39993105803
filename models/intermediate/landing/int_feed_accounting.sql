with landed as (
    select * from {{ ref('landed_files') }}
),

staged as (
    {% for model in staging_models() -%}
    select
        s.source_file,
        count(*) as rows_arrived,
        count(s.quarantine_reason) as rows_quarantined,
        count(s.row_problems) as rows_with_problems
    from {{ ref(model) }} as s
    group by s.source_file
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

final as (
    select
        landed.source_file,
        landed.authority_code,
        landed.feed_code,
        landed.table_name,
        landed.received_at,
        landed.period,
        landed.read_as,
        landed.file_status,
        landed.rows_counted,
        coalesce(staged.rows_arrived, 0) - coalesce(staged.rows_quarantined, 0) as rows_staged,
        coalesce(staged.rows_quarantined, 0) + landed.rows_rejected as rows_quarantined,
        coalesce(staged.rows_with_problems, 0) as rows_with_problems,
        landed.problem,
        landed.cure,
        landed.columns_missing,
        landed.columns_not_in_contract,
        landed.sha256
    from landed
    left join staged on landed.source_file = staged.source_file
)

select * from final
