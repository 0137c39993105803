-- What the rules find among people who are in a family not yet worked with. Evidence counts only
-- from files that an agreement opens to this purpose, and never from a feed the person objects to.
with people as (
    select * from {{ ref('int_current_families') }}
    where
        not has_been_supported
        and may_find_families
),

objections as (
    select * from {{ ref('int_objections') }}
    where scope = 'feed'
),

rules as (
    select * from {{ ref('int_search_rules') }}
),

wanted as (
    select
        rules.*,
        told.evidence_type,
        told.person_role,
        told.evidence_value
    from rules
    inner join {{ ref('rule_evidence') }} as told on rules.rule_id = told.rule_id
),

found as (
    select
        wanted.rule_id,
        wanted.person_scope,
        wanted.age_min,
        wanted.age_max,
        e.*
    from wanted
    inner join {{ ref('int_evidence') }} as e
        on
            wanted.authority_code = e.authority_code
            and wanted.evidence_type = e.evidence_type
            and (wanted.person_role is null or wanted.person_role = e.person_role)
            and (wanted.evidence_value is null or wanted.evidence_value = e.value_text)
            and {{ is_in_rule_window('wanted', 'e') }}
    union all
    select
        rules.rule_id,
        rules.person_scope,
        rules.age_min,
        rules.age_max,
        leavings.*
    from rules
    inner join {{ ref('int_evidence') }} as leavings
        on
            rules.rule_shape = 'off_roll'
            and rules.authority_code = leavings.authority_code
            and leavings.evidence_type = 'left_roll'
            and rules.window_from <= leavings.event_date
            and rules.window_to > leavings.event_date
    left join {{ ref('int_evidence') }} as rolls
        on
            leavings.person_key = rolls.person_key
            and rolls.evidence_type = 'on_roll'
            and rules.anchor_on >= coalesce(rolls.period_start, date '1900-01-01')
            and leavings.event_date < rolls.period_end
    where rolls.evidence_id is null
),

final as (
    select
        people.authority_code,
        people.family_key,
        case when found.person_scope = 'family' then 'family' else people.person_key end
            as subject_key,
        people.person_key,
        case when found.person_scope = 'family' then 'family' else people.family_role end
            as family_role,
        found.rule_id,
        found.evidence_id,
        found.evidence_type,
        found.feed_code,
        coalesce(found.event_date, found.period_start) as happened_on,
        found.period_start,
        found.value_number,
        found.value_base
    from found
    inner join people
        on
            found.person_key = people.person_key
            and (people.age is null or found.age_min is null or found.age_min <= people.age)
            and (people.age is null or found.age_max is null or found.age_max >= people.age)
    left join objections
        on
            found.person_key = objections.person_key
            and found.feed_code = objections.objected_feed_code
    where
        found.may_find_families
        and found.case_ref is null
        and objections.person_key is null
        and (
            found.person_scope in ('any', 'family')
            or (found.person_scope = 'child' and people.is_child)
            or (found.person_scope = 'adult' and not people.is_child)
        )
)

select * from final
