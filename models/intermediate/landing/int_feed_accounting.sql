with landed as (
    select * from {{ ref('landed_files') }}
),

arrived as (
    {% for model in staging_models() -%}
    select
        s.source_file,
        count(*) as rows_arrived
    from {{ ref(model) }} as s
    group by s.source_file
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

at_fault as (
    select
        r.source_file,
        count(r.quarantine_reason) as rows_quarantined,
        count(r.row_problems) as rows_with_problems
    from {{ ref('int_rows_at_fault') }} as r
    group by r.source_file
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
        coalesce(arrived.rows_arrived, 0) - coalesce(at_fault.rows_quarantined, 0) as rows_staged,
        coalesce(at_fault.rows_quarantined, 0) + landed.rows_rejected as rows_quarantined,
        coalesce(at_fault.rows_with_problems, 0) as rows_with_problems,
        landed.problem,
        landed.cure,
        landed.columns_missing,
        landed.columns_not_in_contract,
        landed.sha256
    from landed
    left join arrived on landed.source_file = arrived.source_file
    left join at_fault on landed.source_file = at_fault.source_file
)

select * from final
