-- noqa: disable=LT02
-- R16, R25: what was claimed and came of the claims of each financial year, beside the numbers
-- agreed.
with claims as (
    select * from {{ ref('fct_claim') }}
),

years as (
    select
        d.financial_year,
        -- the numbers of a year that goes on are those of the as-of date
        max(case when d.date_day <= {{ as_of_date() }} then d.date_day end) as stands_on
    from {{ ref('dim_date') }} as d
    group by d.financial_year
),

first_claims as (
    select
        authorities.authority_code,
        coalesce(min(claims.submitted_on), {{ as_of_date() }}) as first_day
    from {{ ref('dim_authority') }} as authorities
    left join claims on authorities.authority_code = claims.authority_code
    group by authorities.authority_code
),

reported as (
    select
        first_claims.authority_code,
        years.financial_year,
        years.stands_on
    from years
    inner join first_claims on years.stands_on >= first_claims.first_day
),

settings as (
    select
        reported.authority_code,
        reported.financial_year,
        {% for setting, type in {
            'agreed_number': 'integer', 'minimum_number': 'integer', 'funding_model': 'text',
        }.items() -%}
        max(case when s.setting = '{{ setting }}' then
            {{ safe_cast_number('s.setting_value', type) if type != 'text' else 's.setting_value' }}
        end) as {{ setting }}
        {{- ',' if not loop.last }}
        {% endfor %}
    from reported
    inner join {{ ref('dim_programme_setting') }} as s
        on
            reported.authority_code = s.authority_code
            and reported.stands_on >= s.valid_from
            and reported.stands_on < s.valid_to
    group by
        reported.authority_code,
        reported.financial_year
),

made as (
    select
        claims.authority_code,
        claims.financial_year,
        count(distinct claims.family_key) as families_submitted,
        count(distinct case when claims.is_standing = 1 then claims.family_key end)
            as families_counted,
        sum(claims.claimed_gbp) as claimed_gbp,
        sum(claims.paid_gbp) as paid_gbp,
        sum(claims.recouped_gbp) as recouped_gbp,
        sum(claims.net_gbp) as net_gbp
    from claims
    group by
        claims.authority_code,
        claims.financial_year
),

final as (
    select
        reported.authority_code,
        reported.financial_year,
        settings.funding_model,
        settings.agreed_number,
        settings.minimum_number,
        cast(coalesce(made.families_submitted, 0) as integer) as families_submitted,
        cast(coalesce(made.families_counted, 0) as integer) as families_counted,
        cast(case
            when made.families_counted > settings.agreed_number
                then made.families_counted - settings.agreed_number
            else 0
        end as integer) as families_over_agreed_number,
        cast(coalesce(made.claimed_gbp, 0) as decimal(18, 2)) as claimed_gbp,
        cast(coalesce(made.paid_gbp, 0) as decimal(18, 2)) as paid_gbp,
        cast(coalesce(made.recouped_gbp, 0) as decimal(18, 2)) as recouped_gbp,
        cast(coalesce(made.net_gbp, 0) as decimal(18, 2)) as net_gbp
    from reported
    inner join settings
        on
            reported.authority_code = settings.authority_code
            and reported.financial_year = settings.financial_year
    left join made
        on
            reported.authority_code = made.authority_code
            and reported.financial_year = made.financial_year
)

select * from final
