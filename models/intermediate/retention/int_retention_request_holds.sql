-- Whoever has asked what is held and has had no answer: what was asked for is not destroyed.
with steps as (
    select * from {{ known_rows(
        ref('stg_registers__subject_requests'), key=['request_ref', 'step', 'happened_on']
    ) }}
),

requests as (
    select
        steps.authority_code,
        steps.request_ref,
        max(steps.feed_code_asked_in) as feed_code,
        max(steps.source_person_ref) as source_person_ref,
        max(case when steps.step in ('answered', 'refused', 'withdrawn') then 1 else 0 end)
            as is_closed
    from steps
    group by
        steps.authority_code,
        steps.request_ref
),

final as (
    select
        links.authority_code,
        links.person_key,
        'subject_request_open' as hold_code
    from requests
    inner join {{ ref('int_person_source_links') }} as links
        on
            requests.authority_code = links.authority_code
            and requests.feed_code = links.feed_code
            and requests.source_person_ref = links.source_person_ref
    where requests.is_closed = 0
    group by
        links.authority_code,
        links.person_key
)

select * from final
