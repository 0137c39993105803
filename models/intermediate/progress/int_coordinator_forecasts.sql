-- The coordinator's own forecasts: of each quarter and measure the one recorded last, unless that
-- took it back.
with recorded as (
    select * from {{ known_rows(ref('stg_registers__forecasts')) }}
    where made_on <= {{ as_of_date() }}
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
        cast(ranked.forecast_value as integer) as forecast_value,
        ranked.reason,
        ranked.made_on
    from ranked
    where
        ranked.version_rank = 1
        and ranked.forecast_value is not null
)

select * from final
