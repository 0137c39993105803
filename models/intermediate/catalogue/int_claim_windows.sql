-- R18: a row of the authority takes the place of the national window of its code, or adds one. A
-- row without dates takes the window away.
with told as (
    select * from {{ known_rows(ref('stg_local__claim_windows'), key=['claim_window']) }}
),

national as (
    select
        authorities.authority_code,
        windows.claim_window,
        windows.financial_year,
        windows.window_no,
        windows.opens_on,
        windows.closes_on,
        0 as is_local,
        windows.provenance,
        windows.confidence
    from {{ ref('claim_windows') }} as windows
    cross join {{ ref('int_authorities') }} as authorities
    left join told
        on
            authorities.authority_code = told.authority_code
            and windows.claim_window = told.claim_window
    where told.claim_window is null
),

own as (
    select
        told.authority_code,
        told.claim_window,
        told.financial_year,
        cast(told.window_no as integer) as window_no,
        told.opens_on,
        told.closes_on,
        1 as is_local,
        'set by the authority' as provenance,
        'H' as confidence
    from told
    where
        told.opens_on is not null
        or told.closes_on is not null
),

final as (
    select * from national
    union all
    select * from own
)

select * from final
