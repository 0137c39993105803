-- noqa: disable=LT02
-- Actuals by quarter of the financial year; a family counts once in a quarter and once in a year.
with quarters as (
    select
        d.financial_year,
        d.financial_quarter,
        min(d.date_day) as quarter_starts_on,
        max(d.date_day) as quarter_ends_on
    from {{ ref('dim_date') }} as d
    group by
        d.financial_year,
        d.financial_quarter
),

years as (
    select
        q.financial_year,
        min(q.quarter_starts_on) as year_starts_on
    from quarters as q
    group by q.financial_year
),

first_support as (
    select min(e.started_on) as first_day
    from {{ ref('fct_support_episode') }} as e
),

reported as (
    select
        authorities.authority_code,
        quarters.financial_year,
        quarters.financial_quarter,
        quarters.quarter_starts_on,
        quarters.quarter_ends_on,
        years.year_starts_on
    from quarters
    inner join years on quarters.financial_year = years.financial_year
    cross join first_support
    cross join {{ ref('dim_authority') }} as authorities
    where
        quarters.quarter_ends_on >= first_support.first_day
        and quarters.quarter_starts_on <= {{ as_of_date() }}
),

practice as (
    select
        episodes.episode_key,
        episodes.authority_code,
        episodes.family_key,
        episodes.started_on,
        coalesce(episodes.closed_on, date '9999-12-31') as closed_on,
        case when count(gaps.blocker_code) = 0 then 1 else 0 end as is_whole_family
    from {{ ref('fct_support_episode') }} as episodes
    left join {{ ref('int_whole_family_practice') }} as gaps
        on episodes.episode_key = gaps.episode_key
    where episodes.assessed_on is not null
    group by
        episodes.episode_key,
        episodes.authority_code,
        episodes.family_key,
        episodes.started_on,
        episodes.closed_on
),

supported as (
    select
        reported.authority_code,
        reported.quarter_starts_on,
        {% for name, from in [
            ('quarter', 'quarter_starts_on'), ('year_to_date', 'year_starts_on')
        ] -%}
        count(distinct case
            when practice.is_whole_family = 1 and practice.closed_on >= reported.{{ from }}
                then practice.family_key
        end) as families_whole_family_{{ name }},
        count(distinct case when practice.closed_on >= reported.{{ from }}
            then practice.family_key end) as families_supported_{{ name }}
        {{- ',' if not loop.last }}
        {% endfor %}
    from reported
    left join practice
        on
            reported.authority_code = practice.authority_code
            and reported.quarter_ends_on >= practice.started_on
    group by
        reported.authority_code,
        reported.quarter_starts_on
),

claimed as (
    select
        reported.authority_code,
        reported.quarter_starts_on,
        count(distinct case when claims.submitted_on >= reported.quarter_starts_on
            then claims.claimed_family_key end) as families_claimed_quarter,
        count(distinct case when claims.submitted_on >= reported.year_starts_on
            then claims.claimed_family_key end) as families_claimed_year_to_date
    from reported
    left join {{ ref('int_claims_made') }} as claims
        on
            reported.authority_code = claims.authority_code
            and reported.quarter_ends_on >= claims.submitted_on
    group by
        reported.authority_code,
        reported.quarter_starts_on
),

final as (
    select
        reported.authority_code,
        reported.financial_year,
        reported.financial_quarter,
        reported.quarter_starts_on,
        reported.quarter_ends_on,
        case when reported.quarter_ends_on <= {{ as_of_date() }} then 1 else 0 end as is_complete,
        claimed.families_claimed_quarter,
        claimed.families_claimed_year_to_date,
        supported.families_whole_family_quarter,
        supported.families_whole_family_year_to_date,
        supported.families_supported_quarter - supported.families_whole_family_quarter
            as families_not_yet_whole_family_quarter,
        supported.families_supported_year_to_date - supported.families_whole_family_year_to_date
            as families_not_yet_whole_family_year_to_date
    from reported
    inner join supported
        on
            reported.authority_code = supported.authority_code
            and reported.quarter_starts_on = supported.quarter_starts_on
    inner join claimed
        on
            reported.authority_code = claimed.authority_code
            and reported.quarter_starts_on = claimed.quarter_starts_on
)

select * from final
