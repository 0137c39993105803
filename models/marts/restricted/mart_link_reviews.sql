-- noqa: disable=LT02
with pairs as (
    select * from {{ ref('int_open_link_pairs') }}
),

settings as (
    select
        s.authority_code,
        max(case when s.setting_code = 'link_weight' then s.setting_value end) as link_weight,
        max(case when s.setting_code = 'review_weight' then s.setting_value end)
            as review_weight
    from {{ ref('int_linkage_settings') }} as s
    group by s.authority_code
),

stakes as (
    select
        e.person_key_1,
        e.person_key_2,
        max(case when e.claim_status in ('ready', 'sustaining', 'claimed') then 1 else 0 end)
            as bears_on_claims,
        max(case when e.could_be_eligible then 1 else 0 end) as bears_on_eligibility,
        sum(e.further_needs) as further_needs
    from {{ ref('int_link_review_episodes') }} as e
    group by
        e.person_key_1,
        e.person_key_2
),

-- Where the address of either is hidden nothing says where they live, not even that it is the same.
hidden_pairs as (
    select
        pairs.person_key_1,
        pairs.person_key_2
    from pairs
    inner join {{ ref('int_hidden_addresses') }} as hidden
        on hidden.person_key in (pairs.person_key_1, pairs.person_key_2)
    group by
        pairs.person_key_1,
        pairs.person_key_2
),

judged as (
    select
        pairs.*,
        md5(
            least(pairs.record_key_1, pairs.record_key_2)
            || '|' || greatest(pairs.record_key_1, pairs.record_key_2)
        ) as review_id,
        coalesce(reasons.reason_text, negative.negative_name) as reason_text,
        case
            when pairs.match_weight >= settings.link_weight then 'likely'
            when pairs.match_weight >= settings.review_weight then 'unsure'
            else 'unlikely'
        end as likeness,
        coalesce(stakes.bears_on_claims, 0) as bears_on_claims,
        coalesce(stakes.bears_on_eligibility, 0) as bears_on_eligibility,
        cast(coalesce(stakes.further_needs, 0) as integer) as further_needs,
        case when hidden_pairs.person_key_1 is null then 0 else 1 end as is_address_hidden
    from pairs
    inner join settings on pairs.authority_code = settings.authority_code
    left join {{ ref('review_reasons') }} as reasons on pairs.reason_code = reasons.reason_code
    left join {{ ref('negative_evidence') }} as negative
        on pairs.reason_code = negative.negative_code
    {% for joined in ['stakes', 'hidden_pairs'] -%}
    left join {{ joined }}
        on
            pairs.person_key_1 = {{ joined }}.person_key_1
            and pairs.person_key_2 = {{ joined }}.person_key_2
    {% endfor %}
),

prioritised as (
    select
        judged.*,
        case
            when judged.bears_on_claims = 1 then 1
            when judged.bears_on_eligibility = 1 then 2
            when judged.further_needs > 0 then 3
            else 4
        end as priority
    from judged
),

final as (
    select
        p.review_id,
        cast(row_number() over (
            partition by p.authority_code
            order by
                p.priority asc,
                p.further_needs desc,
                p.match_weight desc nulls last,
                p.review_id asc
        ) as integer) as review_rank,
        p.priority,
        p.bears_on_claims,
        p.bears_on_eligibility,
        p.further_needs,
        p.authority_code,
        p.person_key_1,
        p.feed_code_1,
        p.source_ref_1,
        p.person_key_2,
        p.feed_code_2,
        p.source_ref_2,
        p.match_weight,
        p.likeness,
        p.reason_code,
        p.reason_text,
        p.forename_level,
        p.surname_level,
        p.date_of_birth_level,
        case when p.is_address_hidden = 0 then p.address_level end as address_level,
        p.sex_level,
        p.identifiers_same,
        p.identifiers_different,
        p.is_address_hidden
    from prioritised as p
)

select * from final
