-- R06 to R09: whether each of the four principles is demonstrated, and since when: the day of the
-- first record that shows it, of plans and objectives the day on which the last one needed came.
with episodes as (
    select * from {{ ref('int_support_episodes') }}
),

evidence as (
    select * from {{ ref('int_practice_evidence') }}
),

met_needs as (
    select * from {{ ref('int_family_needs') }}
    where status = 'met'
),

gaps as (
    select
        g.episode_key,
        g.claim_rule
    from {{ ref('int_whole_family_practice') }} as g
    group by
        g.episode_key,
        g.claim_rule
),

first_shown as (
    select
        evidence.episode_key,
        evidence.claim_rule,
        min(evidence.shown_on) as shown_on
    from evidence
    group by
        evidence.episode_key,
        evidence.claim_rule
),

-- Of each person and each need with one the first plan that has it, and of those the last.
last_needed as (
    {% for claim_rule, what, column in [
        ('R07', 'plan_covers_member', 'person_key'), ('R09', 'objective_for_need', 'need_code')
    ] -%}
    select
        firsts.episode_key,
        '{{ claim_rule }}' as claim_rule,
        max(firsts.shown_on) as shown_on
    from (
        select
            met_needs.episode_key,
            met_needs.{{ column }},
            min(evidence.shown_on) as shown_on
        from met_needs
        inner join evidence
            on
                met_needs.episode_key = evidence.episode_key
                and met_needs.{{ column }} = evidence.{{ column }}
                and evidence.what_shows_it = '{{ what }}'
        group by
            met_needs.episode_key,
            met_needs.{{ column }}
    ) as firsts
    group by firsts.episode_key
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

principles as (
    {% for claim_rule in ['R06', 'R07', 'R08', 'R09'] -%}
    select
        episodes.authority_code,
        episodes.episode_key,
        '{{ claim_rule }}' as claim_rule,
        case
            when '{{ claim_rule }}' = 'R06' and episodes.assessed_on is null then 0
            else 1
        end as is_asked
    from episodes
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

final as (
    select
        principles.authority_code,
        principles.episode_key,
        principles.claim_rule,
        case when principles.is_asked = 1 and gaps.episode_key is null then 1 else 0 end
            as is_shown,
        case
            when principles.is_asked = 1 and gaps.episode_key is null
                then coalesce(last_needed.shown_on, first_shown.shown_on)
        end as shown_on
    from principles
    left join gaps
        on
            principles.episode_key = gaps.episode_key
            and principles.claim_rule = gaps.claim_rule
    left join first_shown
        on
            principles.episode_key = first_shown.episode_key
            and principles.claim_rule = first_shown.claim_rule
    left join last_needed
        on
            principles.episode_key = last_needed.episode_key
            and principles.claim_rule = last_needed.claim_rule
)

select * from final
