-- What was told of a month first stands, whatever is told of it later: a second telling is a break
-- of the chain that the gate names.
with ranked as (
    select
        told.*,
        row_number() over (
            partition by told.authority_code, told.month_end, told.measure
            order by told.entry_no, told.source_row
        ) as telling
    from {{ known_rows(ref('stg_registers__month_ends')) }} as told
),

final as (
    select
        ranked.authority_code,
        ranked.month_end,
        ranked.measure,
        ranked.value_told,
        ranked.is_backfilled,
        ranked.as_of_date,
        ranked.recorded_at
    from ranked
    where ranked.telling = 1
)

select * from final
