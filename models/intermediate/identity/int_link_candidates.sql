-- What is made of each pair: `link`, `review` (a person should look) or `apart`.
with settings as (
    select
        s.authority_code,
        max(case when s.setting_code = 'link_weight' then s.setting_value end) as link_weight,
        max(case when s.setting_code = 'review_weight' then s.setting_value end)
            as review_weight,
        max(case when s.setting_code = 'ambiguity_bits' then s.setting_value end)
            as ambiguity_bits
    from {{ ref('int_linkage_settings') }} as s
    group by s.authority_code
),

pairs as (
    select
        e.*,
        coalesce(
            e.rule_id,
            case when e.match_weight >= settings.link_weight then 'S1' end
        ) as link_rule_id,
        settings.review_weight,
        settings.ambiguity_bits
    from {{ ref('int_link_evidence') }} as e
    inner join settings on e.authority_code = settings.authority_code
),

-- N8: a record that fits two people who are not one equally well is linked to neither.
sides as (
    {% for this, other in [('1', '2'), ('2', '1')] -%}
    select
        pairs.identity_key_{{ this }} as identity_key,
        pairs.identity_key_{{ other }} as other_key,
        pairs.match_weight,
        pairs.lacks_birth_date,
        pairs.lacks_full_forename,
        pairs.ambiguity_bits
    from pairs
    where
        pairs.link_rule_id is not null
        and pairs.link_rule_id <> 'H1'
        and pairs.negative_code is null
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

rivals as (
    select
        this.identity_key,
        this.other_key,
        rival.other_key as rival_key,
        this.lacks_birth_date and rival.lacks_birth_date as lacks_birth_date,
        this.lacks_full_forename and rival.lacks_full_forename as lacks_full_forename
    from sides as this
    inner join sides as rival
        on
            this.identity_key = rival.identity_key
            and this.other_key <> rival.other_key
            and this.match_weight <= rival.match_weight + this.ambiguity_bits
),

torn as (
    select
        least(rivals.identity_key, rivals.other_key) as identity_key_1,
        greatest(rivals.identity_key, rivals.other_key) as identity_key_2
    from rivals
    inner join pairs
        on
            least(rivals.other_key, rivals.rival_key) = pairs.identity_key_1
            and greatest(rivals.other_key, rivals.rival_key) = pairs.identity_key_2
            -- two slips of one name or birth date are no rivals, unless the record itself has none
            and (
                pairs.negative_code not in ('N4', 'N5')
                or (pairs.negative_code = 'N4' and rivals.lacks_full_forename)
                or (pairs.negative_code = 'N5' and rivals.lacks_birth_date)
            )
    group by
        least(rivals.identity_key, rivals.other_key),
        greatest(rivals.identity_key, rivals.other_key)
),

judged as (
    select
        pairs.*,
        case
            when pairs.link_rule_id = 'H1' and coalesce(pairs.negative_code, '') <> 'H2' then null
            when pairs.negative_code is not null then pairs.negative_code
            when torn.identity_key_1 is not null then 'N8'
        end as against
    from pairs
    left join torn
        on
            pairs.identity_key_1 = torn.identity_key_1
            and pairs.identity_key_2 = torn.identity_key_2
),

final as (
    select
        judged.authority_code,
        judged.identity_key_1,
        judged.identity_key_2,
        judged.earlier_rank,
        judged.later_rank,
        judged.match_weight,
        judged.forename_level,
        judged.surname_level,
        judged.date_of_birth_level,
        judged.address_level,
        judged.sex_level,
        judged.identifier_level,
        judged.decision_id,
        judged.link_rule_id,
        judged.against as negative_code,
        negative.reach,
        rules.link_order,
        case
            when judged.link_rule_id is not null and judged.against is null then 'link'
            when negative.reach = 'people' or judged.against = 'N4' then 'apart'
            else 'review'
        end as verdict
    from judged
    left join {{ ref('link_rules') }} as rules on judged.link_rule_id = rules.rule_id
    left join {{ ref('negative_evidence') }} as negative
        on judged.against = negative.negative_code
    where
        judged.link_rule_id is not null
        or negative.reach in ('people', 'outvoted')
        or judged.match_weight >= judged.review_weight
)

select * from final
