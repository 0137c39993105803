-- What was returned: of each quarter and measure the one recorded last.
with recorded as (
    select * from {{ known_rows(ref('stg_registers__progress_returned')) }}
    where returned_on <= {{ as_of_date() }}
),

ranked as (
    select
        recorded.*,
        row_number() over (
            partition by
                recorded.authority_code, recorded.financial_year, recorded.quarter,
                recorded.measure
            order by recorded.received_at desc nulls last, recorded.source_row desc
        ) as version_rank
    from recorded
),

final as (
    select
        ranked.authority_code,
        ranked.financial_year,
        cast(ranked.quarter as integer) as financial_quarter,
        ranked.measure,
        cast(ranked.value as integer) as returned_value,
        ranked.returned_on
    from ranked
    where ranked.version_rank = 1
)

select * from final
