-- A window that ends before it opens or runs into another, or a return that does not exist, would
-- let a claim go in on the wrong day or a return be forgotten.
with windows as (
    select * from {{ ref('int_claim_windows') }}
),

problems as (
    select
        windows.authority_code,
        'claim window ' || windows.claim_window as what,
        'both days must be given, and it may not close before it opens' as problem
    from windows
    where coalesce(windows.opens_on > windows.closes_on, true)
    union all
    select
        windows.authority_code,
        'claim window ' || windows.claim_window as what,
        'it runs into ' || other.claim_window as problem
    from windows
    inner join windows as other
        on
            windows.authority_code = other.authority_code
            and windows.claim_window < other.claim_window
            and windows.opens_on <= other.closes_on
            and windows.closes_on >= other.opens_on
    union all
    select
        told.authority_code,
        'return ' || told.return_code as what,
        'no such return' as problem
    from {{ known_rows(
        ref('stg_local__return_dates'), key=['financial_year', 'return_code', 'quarter']
    ) }} as told
    left join {{ ref('returns') }} as names on told.return_code = names.return_code
    where names.return_code is null
)

select * from problems
