-- A line that is taken back is counted as such. Without a cell it puts nothing right, now: what it
-- calls wrong does not stand in the rows that it names.
with lines as (
    select * from {{ known_rows(
        ref('stg_registers__rectifications'), key=['rectification_ref']
    ) }}
),

cells as (
    select
        files.authority_code,
        rectified.rectification_ref,
        count(*) as cells_put_right
    from {{ ref('landed_rectified') }} as rectified
    inner join {{ ref('landed_files') }} as files on rectified.source_file = files.source_file
    group by
        files.authority_code,
        rectified.rectification_ref
),

final as (
    select
        lines.authority_code,
        lines.rectification_ref,
        lines.rectified_feed_code as feed_code,
        lines.rectified_table as table_name,
        lines.column_name,
        lines.decided_on,
        lines.withdrawn_on,
        coalesce(cells.cells_put_right, 0) as cells_put_right
    from lines
    left join cells
        on
            lines.authority_code = cells.authority_code
            and lines.rectification_ref = cells.rectification_ref
)

select * from final
