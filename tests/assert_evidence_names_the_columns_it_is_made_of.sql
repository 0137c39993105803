-- Of every kind of evidence and feed that sends it the columns are named, and each is one of the
-- contract.
with named as (
    select
        e.evidence_type,
        e.feed_code,
        e.table_name,
        e.column_name,
        contract.column_name is null as is_unknown
    from {{ ref('evidence_columns') }} as e
    left join {{ ref('int_feed_columns') }} as contract
        on
            e.feed_code = contract.feed_code
            and e.table_name = contract.table_name
            and e.column_name = contract.column_name
),

sent as (
    select
        types.evidence_type,
        feeds.feed_code
    from {{ ref('evidence_types') }} as types
    inner join {{ ref('feeds') }} as feeds
        on ' ' || types.feed_codes || ' ' like '% ' || feeds.feed_code || ' %'
)

select
    coalesce(sent.evidence_type, named.evidence_type) as evidence_type,
    coalesce(sent.feed_code, named.feed_code) as feed_code,
    named.table_name,
    named.column_name
from sent
full outer join named
    on
        sent.evidence_type = named.evidence_type
        and sent.feed_code = named.feed_code
where
    sent.evidence_type is null
    or named.evidence_type is null
    or named.is_unknown
