-- A row of the authority takes the place of the national date of its return, year and quarter, or
-- adds one. A row without a date says that the return is not asked for.
with told as (
    select * from {{ known_rows(
        ref('stg_local__return_dates'), key=['financial_year', 'return_code', 'quarter']
    ) }}
),

national as (
    select
        authorities.authority_code,
        calendar.financial_year,
        calendar.return_code,
        calendar.quarter,
        calendar.due_on,
        0 as is_local,
        calendar.provenance,
        calendar.confidence
    from {{ ref('returns_calendar') }} as calendar
    cross join {{ ref('int_authorities') }} as authorities
    left join told
        on
            authorities.authority_code = told.authority_code
            and calendar.financial_year = told.financial_year
            and calendar.return_code = told.return_code
            and coalesce(calendar.quarter, 0) = coalesce(told.quarter, 0)
    where told.return_code is null
),

own as (
    select
        told.authority_code,
        told.financial_year,
        told.return_code,
        cast(told.quarter as integer) as quarter,  -- noqa: RF04
        told.due_on,
        1 as is_local,
        'set by the authority' as provenance,
        'H' as confidence
    from told
    where told.due_on is not null
),

dated as (
    select * from national
    union all
    select * from own
),

final as (
    select
        dated.authority_code,
        dated.financial_year,
        dated.return_code,
        names.return_name,
        dated.quarter,
        dated.due_on,
        names.is_by_invitation,
        dated.is_local,
        dated.provenance,
        dated.confidence
    from dated
    inner join {{ ref('returns') }} as names on dated.return_code = names.return_code
)

select * from final
