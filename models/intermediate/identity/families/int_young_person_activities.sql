{{ config(materialized='kept' if target.type == 'duckdb' else 'table') }}

-- Tables and return are read alike; of a row that several months tell of the last month speaks.
-- noqa: disable=LT02
with told as (
    {% for model in ['stg_ccis__activities', 'stg_ccis__nccis_activities'] -%}
    select
        v.authority_code,
        v.feed_code,
        v.record_key,
        v.row_key,
        v.month,
        v.activity_code,
        v.started_on,
        v.ended_on,
        v.source_file,
        v.source_row,
        v.received_at
    from {{ known_rows(ref(model)) }} as v
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

ranked as (
    select
        told.*,
        row_number() over (
            partition by told.authority_code, told.row_key
            order by
                told.month desc,
                told.received_at desc,
                told.source_file desc,
                told.source_row desc
        ) as month_rank
    from told
),

final as (
    select
        ranked.authority_code,
        ranked.feed_code,
        ranked.record_key,
        ranked.row_key,
        ranked.activity_code,
        ranked.started_on,
        -- a month's file vouches for an open row until the month ends
        coalesce(
            cast({{ dbt.dateadd('day', 1, 'ranked.ended_on') }} as date),
            cast({{ dbt.dateadd('month', 1, "cast(ranked.month || '-01' as date)") }} as date)
        ) as holds_until,
        ranked.source_file,
        ranked.source_row,
        ranked.received_at
    from ranked
    where ranked.month_rank = 1
)

select * from final
