-- What was recorded last of a return, year and quarter holds.
with recorded as (
    select * from {{ known_rows(
        ref('stg_registers__returns_sent'), key=['return_code', 'financial_year', 'quarter']
    ) }}
),

final as (
    select
        recorded.authority_code,
        recorded.return_code,
        recorded.financial_year,
        cast(recorded.quarter as integer) as quarter,  -- noqa: RF04
        recorded.sent_on,
        recorded.sent_by,
        recorded.reference
    from recorded
    where recorded.sent_on <= {{ as_of_date() }}
)

select * from final
