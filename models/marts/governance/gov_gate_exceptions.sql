-- How an exception stands on the day up to which we had been told.
with final as (
    select
        exceptions.authority_code,
        exceptions.exception_id,
        exceptions.gate,
        gates.check_title,
        exceptions.excepted_feed_code as feed_code,
        feeds.feed_name,
        exceptions.signed_by,
        exceptions.signed_on,
        exceptions.expires_on,
        case
            when gates.check_name is null then 'names_no_gate'
            when exceptions.expires_on <= {{ known_at() }} then 'ended'
            when exceptions.signed_on > {{ known_at() }} then 'not_yet'
            else 'in_force'
        end as exception_state,
        exceptions.reason
    from {{ ref('int_gate_exceptions') }} as exceptions
    left join {{ ref('gates') }} as gates
        on
            exceptions.gate = gates.check_name
            and gates.check_kind = 'gate'
    left join {{ ref('feeds') }} as feeds on exceptions.excepted_feed_code = feeds.feed_code
)

select * from final
