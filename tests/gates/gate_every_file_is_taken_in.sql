-- A file that was refused or not recognised holds the release back, until it is mended, removed, or
-- a signed exception of its authority lets the build go on with the last good delivery of its feed.
{{ config(severity='warn', tags=['gate']) }}
with exceptions as (
    select * from {{ ref('int_gate_exceptions') }}
)

select
    a.authority_code,
    a.feed_code,
    a.source_file,
    a.file_status,
    a.problem,
    a.cure
from {{ ref('int_feed_accounting') }} as a
left join exceptions
    on
        exceptions.gate = 'gate_every_file_is_taken_in'
        and a.authority_code = exceptions.authority_code
        and a.feed_code = exceptions.excepted_feed_code
        and exceptions.signed_on <= {{ as_of_date() }}
        and exceptions.expires_on > {{ as_of_date() }}
where
    a.file_status <> 'taken_in'
    and (a.received_at is null or a.received_at <= {{ known_at() }})
    and exceptions.exception_id is null
