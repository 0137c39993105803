-- Objections are today's list, whatever the dates of the build: no knowledge cut. One that nobody
-- has decided yet holds; one that was refused does not.
with objections as (
    select
        o.*,
        row_number() over (
            partition by o.authority_code, o.objection_id
            order by o.recorded_at desc nulls last, o.source_row desc
        ) as version_rank
    from {{ ref('stg_registers__objections') }} as o
    where o.quarantine_reason is null
),

final as (
    select
        links.person_key,
        objections.scope,
        objections.objected_feed_code,
        min(objections.objected_on) as objected_on,
        -- upheld where one of several is; who has not been answered yet is pending
        max(coalesce(objections.decision, 'pending')) as decision,
        max(objections.reason) as decision_reason
    from objections
    inner join {{ ref('int_person_source_links') }} as links
        on
            objections.authority_code = links.authority_code
            and objections.feed_code_objected_in = links.feed_code
            and objections.source_person_ref = links.source_person_ref
    where
        objections.version_rank = 1
        and objections.withdrawn_on is null
        and coalesce(objections.decision, 'pending') <> 'refused'
    group by
        links.person_key,
        objections.scope,
        objections.objected_feed_code
)

select * from final
