-- An objection to the study, to matching, or to the feed that names the family leaves the person
-- out; one to another feed leaves out what that feed tells.
with final as (
    select
        o.person_key,
        o.scope,
        o.objected_feed_code,
        o.objected_on,
        o.decision,
        o.decision_reason,
        case
            when o.scope = 'study' then 'objects_to_study'
            when o.scope = 'matching' then 'objects_to_matching'
            when o.objected_feed_code = 'early_help' then 'objects_to_naming_feed'
            else 'objects_to_other_feed'
        end as reason,
        case
            when o.scope <> 'feed' or o.objected_feed_code = 'early_help' then 1
            else 0
        end as is_left_out
    from {{ ref('int_objections') }} as o
)

select * from final
