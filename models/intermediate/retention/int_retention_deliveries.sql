-- Landed files with the day that the agreement they came under names; the tables of one file are
-- kept as long as the last of them.
with files as (
    select
        a.authority_code,
        a.feed_code,
        -- what follows # names a table in the file
        split_part(a.source_file, '#', 1) as landed_file,
        a.received_at,
        a.agreement_ref,
        a.retained_until,
        accounting.rows_counted
    from {{ ref('int_file_agreements') }} as a
    inner join {{ ref('int_feed_accounting') }} as accounting
        on a.source_file = accounting.source_file
),

final as (
    select
        files.authority_code,
        min(files.feed_code) as feed_code,
        files.landed_file,
        min(files.received_at) as received_at,
        max(files.agreement_ref) as agreement_ref,
        -- a table that no agreement limits keeps the file
        case when count(files.retained_until) = count(*) then max(files.retained_until) end
            as due_on,
        sum(files.rows_counted) as rows_counted
    from files
    group by
        files.authority_code,
        files.landed_file
)

select * from final
