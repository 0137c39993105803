-- What it could change to learn that two people are one: what happened to either would be looked at
-- in the episodes of the other. Evidence counts where a rule would read it, enough for it or not.
with sides as (
    {% for this, other in [('1', '2'), ('2', '1')] -%}
    select
        pairs.person_key_1,
        pairs.person_key_2,
        pairs.person_key_{{ this }} as person_key,
        pairs.person_key_{{ other }} as other_person_key
    from {{ ref('int_open_link_pairs') }} as pairs
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

episodes as (
    select
        sides.*,
        people.episode_key,
        readiness.claim_status
    from sides
    inner join {{ ref('int_episode_people') }} as people on sides.person_key = people.person_key
    inner join {{ ref('int_claim_readiness') }} as readiness
        on people.episode_key = readiness.episode_key
),

met_needs as (
    select
        needs.episode_key,
        needs.need_code
    from {{ ref('int_family_needs') }} as needs
    where needs.status = 'met'
    group by
        needs.episode_key,
        needs.need_code
),

evidence as (
    select e.*
    from {{ ref('int_evidence') }} as e
    left join {{ ref('int_objections') }} as objections
        on
            e.person_key = objections.person_key
            and e.feed_code = objections.objected_feed_code
            and objections.scope = 'feed'
    where
        e.may_identify_needs
        -- what a practitioner filed under an episode speaks of that episode alone
        and e.case_ref is null
        and objections.person_key is null
),

further as (
    select
        episodes.person_key_1,
        episodes.person_key_2,
        episodes.episode_key,
        count(distinct rules.target_code) as further_needs
    from episodes
    inner join {{ ref('int_need_rule_index') }} as rules
        on
            episodes.episode_key = rules.episode_key
            and rules.person_key in (episodes.person_key, 'family')
    inner join {{ ref('rule_evidence') }} as wanted on rules.rule_id = wanted.rule_id
    inner join evidence
        on
            episodes.other_person_key = evidence.person_key
            and wanted.evidence_type = evidence.evidence_type
            and (wanted.person_role is null or wanted.person_role = evidence.person_role)
            and (wanted.evidence_value is null or wanted.evidence_value = evidence.value_text)
            and {{ is_in_rule_window('rules', 'evidence') }}
    left join met_needs
        on
            rules.episode_key = met_needs.episode_key
            and rules.target_code = met_needs.need_code
    where
        met_needs.need_code is null
        and episodes.claim_status not in ('claimed', 'retired')
    group by
        episodes.person_key_1,
        episodes.person_key_2,
        episodes.episode_key
),

distinct_episodes as (
    select
        episodes.person_key_1,
        episodes.person_key_2,
        episodes.episode_key,
        min(episodes.claim_status) as claim_status
    from episodes
    group by
        episodes.person_key_1,
        episodes.person_key_2,
        episodes.episode_key
),

final as (
    select
        episodes.person_key_1,
        episodes.person_key_2,
        episodes.episode_key,
        episodes.claim_status,
        coalesce(further.further_needs, 0) as further_needs,
        coalesce(
            eligibility.needs_identified < support.min_needs
            and eligibility.needs_identified + further.further_needs >= support.min_needs,
            false
        ) as could_be_eligible
    from distinct_episodes as episodes
    inner join {{ ref('int_support_episodes') }} as support
        on episodes.episode_key = support.episode_key
    inner join {{ ref('int_episode_eligibility') }} as eligibility
        on episodes.episode_key = eligibility.episode_key
    left join further
        on
            episodes.person_key_1 = further.person_key_1
            and episodes.person_key_2 = further.person_key_2
            and episodes.episode_key = further.episode_key
)

select * from final
