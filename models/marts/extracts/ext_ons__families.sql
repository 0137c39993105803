-- noqa: disable=LT02
-- A reconstruction: the study's own specification was not obtainable. A family none of whose people
-- may be sent is not sent either.
with families as (
    select * from {{ ref('int_study_families') }}
),

sent as (
    select distinct
        p.extract_id,
        p.nis_family_ref
    from {{ ref('int_study_people') }} as p
),

needs as (
    select
        n.episode_key,
        {% for number in range(1, 11) -%}
        max(case when headlines.headline_no = {{ number }} then 1 else 0 end)
            as need_h{{ '%02d' | format(number) }}
        {{- ',' if not loop.last }}
        {% endfor %}
    from {{ ref('fct_family_need') }} as n
    inner join {{ ref('headlines') }} as headlines on n.headline_code = headlines.headline_code
    where n.status = 'met'
    group by n.episode_key
),

claims as (
    select
        c.authority_code,
        c.episode_key,
        min(c.submitted_on) as successful_outcome_date
    from {{ ref('int_claims_made') }} as c
    group by
        c.authority_code,
        c.episode_key
),

final as (
    select
        families.extract_id,
        families.authority_code,
        authorities.gss_code,
        families.nis_family_ref,
        families.eligible_on as eligibility_date,
        episodes.started_on as programme_start_date,
        episodes.closed_on as programme_end_date,
        families.framework_version,
        {% for number in range(1, 11) -%}
        coalesce(needs.need_h{{ '%02d' | format(number) }}, 0)
            as need_h{{ '%02d' | format(number) }},
        {% endfor -%}
        claims.successful_outcome_date,
        case when authorities.funding_model = 'earned_autonomy' then 1 else 0 end
            as earned_autonomy_flag
    from families
    inner join sent
        on
            families.extract_id = sent.extract_id
            and families.nis_family_ref = sent.nis_family_ref
    inner join {{ ref('fct_support_episode') }} as episodes
        on families.episode_key = episodes.episode_key
    left join needs on families.episode_key = needs.episode_key
    left join claims
        on
            families.authority_code = claims.authority_code
            and families.episode_key = claims.episode_key
    inner join {{ ref('dim_authority') }} as authorities
        on families.authority_code = authorities.authority_code
)

select * from final
