-- Every pair of identities that anything speaks for or against: the strongest reason for (rule_id)
-- and the first reason against (negative_code). What to make of both is for int_link_candidates.

-- Which reasons about look-alikes hold here.
with guards as (
    select
        g.authority_code,
        bool_or(g.negative_code = 'N4' and g.applies = 1) as n4_holds,
        bool_or(g.negative_code = 'N5' and g.applies = 1) as n5_holds,
        bool_or(g.negative_code = 'N10' and g.applies = 1) as n10_holds
    from {{ ref('int_linkage_guards') }} as g
    group by g.authority_code
),

decided as (
    select
        least(these.identity_key, those.identity_key) as identity_key_1,
        greatest(these.identity_key, those.identity_key) as identity_key_2,
        bool_or(decisions.decision = 'same') as is_decided_same,
        bool_or(decisions.decision = 'not_same') as is_decided_apart,
        min(decisions.decision_id) as decision_id
    from {{ ref('int_identity_decisions') }} as decisions
    inner join {{ ref('int_identity_records') }} as these
        on decisions.record_key = these.record_key
    inner join {{ ref('int_identity_records') }} as those
        on decisions.other_record_key = those.record_key
    where these.identity_key <> those.identity_key
    group by
        least(these.identity_key, those.identity_key),
        greatest(these.identity_key, those.identity_key)
),

scored as (
    select
        least(s.identity_key_l, s.identity_key_r) as identity_key_1,
        greatest(s.identity_key_l, s.identity_key_r) as identity_key_2,
        s.match_weight,
        s.forename_level,
        s.surname_level,
        s.date_of_birth_level,
        s.address_level,
        s.sex_level,
        s.identifier_level
    from {{ ref('int_link_scores') }} as s
),

named as (
    select
        scored.identity_key_1,
        scored.identity_key_2
    from scored
    union distinct
    select
        decided.identity_key_1,
        decided.identity_key_2
    from decided
    union distinct
    select
        apart.identity_key_1,
        apart.identity_key_2
    from {{ ref('int_known_apart') }} as apart
),

compared as (
    select
        named.identity_key_1,
        named.identity_key_2,
        these.authority_code,
        least(these.first_record_rank, those.first_record_rank) as earlier_rank,
        greatest(these.first_record_rank, those.first_record_rank) as later_rank,
        scored.match_weight,
        scored.forename_level,
        scored.surname_level,
        scored.date_of_birth_level,
        scored.address_level,
        scored.sex_level,
        scored.identifier_level,
        decided.decision_id,
        coalesce(decided.is_decided_same, false) as is_decided_same,
        coalesce(decided.is_decided_apart, false) as is_decided_apart,
        apart.identity_key_1 is not null as is_named_beside,
        of_one_feed.identity_key_1 is not null as is_of_one_feed,
        these.date_of_birth is null or those.date_of_birth is null as lacks_birth_date,
        coalesce(length(these.standard_forename), 0) < 2
        or coalesce(length(those.standard_forename), 0) < 2 as lacks_full_forename,
        these.date_of_birth = those.date_of_birth as has_same_birth_date,
        these.upn = those.upn as has_same_upn,
        these.nhs_number = those.nhs_number as has_same_nhs_number,
        these.nino = those.nino as has_same_nino,
        coalesce(these.former_upn = those.upn or those.former_upn = these.upn, false)
            as has_former_upn,
        these.standard_forename = those.standard_forename
        and these.standard_surname = those.standard_surname as has_same_name,
        these.uprn = those.uprn as has_same_property,
        these.postcode = those.postcode as has_same_postcode,
        these.born_to < those.born_from or those.born_to < these.born_from as is_of_other_age
    from named
    inner join {{ ref('int_distinct_identities') }} as these
        on named.identity_key_1 = these.identity_key
    inner join {{ ref('int_distinct_identities') }} as those
        on named.identity_key_2 = those.identity_key
    {% for told in ['scored', 'decided'] -%}
    left join {{ told }}
        on
            named.identity_key_1 = {{ told }}.identity_key_1
            and named.identity_key_2 = {{ told }}.identity_key_2
    {% endfor -%}
    left join {{ ref('int_known_apart') }} as apart
        on
            named.identity_key_1 = apart.identity_key_1
            and named.identity_key_2 = apart.identity_key_2
    left join {{ ref('int_links_within_feeds') }} as of_one_feed
        on
            named.identity_key_1 = of_one_feed.identity_key_1
            and named.identity_key_2 = of_one_feed.identity_key_2
),

final as (
    select
        c.*,
        case
            when c.is_decided_same then 'H1'
            when c.has_same_birth_date and c.has_same_upn then 'L1'
            when c.has_same_birth_date and c.has_same_nhs_number then 'L2'
            when c.has_same_birth_date and c.has_same_nino then 'L3'
            when c.has_same_birth_date and c.has_same_name and c.has_same_property then 'L4'
            when c.has_same_birth_date and c.has_same_name and c.has_same_postcode then 'L5'
        end as rule_id,
        -- a comparison level of 0 says that the two are unlike
        case
            when c.is_decided_apart then 'H2'
            when not c.has_same_upn and not c.has_former_upn then 'N1'
            when not c.has_same_nhs_number then 'N2'
            when not c.has_same_nino then 'N3'
            when c.is_named_beside then 'N7'
            when c.lacks_birth_date and c.is_of_other_age then 'N6'
            when coalesce(c.identifier_level, 0) = 1 then null
            when c.is_of_one_feed and not c.has_same_name then 'N9'
            when guards.n4_holds and c.forename_level = 0 then 'N4'
            when guards.n10_holds and c.forename_level = -1 then 'N10'
            when c.date_of_birth_level = -1 and c.address_level < 2 then 'N11'
            when guards.n5_holds and c.date_of_birth_level = 0 then 'N5'
        end as negative_code
    from compared as c
    inner join guards on c.authority_code = guards.authority_code
)

select * from final
