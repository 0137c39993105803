-- noqa: disable=LT02
-- The families of the study's extract as it would be today. A family none of whose people may be
-- sent is not sent either. Needs are those known of on the day of eligibility.
with families as (
    select * from {{ ref('int_study_sent_families') }}
),

needs as (
    select
        n.candidate_key,
        {% for number in range(1, 11) -%}
        max(case when headlines.headline_no = {{ number }} then 1 else 0 end)
            as need_h{{ '%02d' | format(number) }}
        {{- ',' if not loop.last }}
        {% endfor %}
    from {{ ref('int_study_needs') }} as n
    inner join families on n.candidate_key = families.candidate_key
    inner join {{ ref('headlines') }} as headlines on n.headline_code = headlines.headline_code
    where n.known_on <= families.eligible_on
    group by n.candidate_key
),

-- an older framework has fewer headlines: what it does not have is empty, not 0
versions as (
    select
        headlines.framework_version,
        max(headlines.headline_no) as headlines
    from {{ ref('headlines') }} as headlines
    group by headlines.framework_version
),

claims as (
    select
        c.authority_code,
        c.episode_key,
        min(c.submitted_on) as submitted_on
    from {{ ref('int_claims_made') }} as c
    group by
        c.authority_code,
        c.episode_key
),

final as (
    select
        families.authority_code,
        families.family_key,
        authorities.gss_code,
        families.programme_group,
        families.eligible_on,
        families.started_on,
        families.closed_on,
        families.framework_version,
        {% for number in range(1, 11) -%}
        case
            when versions.headlines >= {{ number }}
                then coalesce(needs.need_h{{ '%02d' | format(number) }}, 0)
        end as need_h{{ '%02d' | format(number) }},
        {% endfor -%}
        claims.submitted_on as successful_outcome_on,
        case when authorities.funding_model = 'earned_autonomy' then 1 else 0 end
            as is_earned_autonomy
    from families
    inner join {{ ref('dim_authority') }} as authorities
        on families.authority_code = authorities.authority_code
    inner join versions on families.framework_version = versions.framework_version
    left join needs on families.candidate_key = needs.candidate_key
    left join claims
        on
            families.authority_code = claims.authority_code
            and families.episode_key = claims.episode_key
)

select * from final
