-- Under which agreement each file came, and what it may be used for. Without any agreement on
-- record a file is used, and the register says that it lacks one; outside the agreements that are
-- on record it is not.
with files as (
    select
        f.source_file,
        f.authority_code,
        f.feed_code,
        f.table_name,
        f.period,
        f.received_at
    from {{ ref('landed_files') }} as f
    where
        f.file_status = 'taken_in'
        and (f.received_at is null or f.received_at <= {{ known_at() }})
),

agreements as (
    select * from {{ ref('int_feed_agreements') }}
),

registered as (
    select distinct
        a.authority_code,
        a.feed_code
    from agreements as a
),

under as (
    select
        files.source_file,
        a.agreement_ref,
        a.purposes,
        a.expires_on,
        a.on_expiry,
        {{ dbt.dateadd('month', 'a.retention_months', 'files.received_at') }} as retained_until,
        row_number() over (
            partition by files.source_file
            order by a.starts_on desc, a.agreement_ref desc
        ) as agreement_rank
    from files
    inner join agreements as a
        on
            files.authority_code = a.authority_code
            and files.feed_code = a.feed_code
            and files.received_at >= a.starts_on
            and files.received_at < a.expires_on
),

judged as (
    select
        files.*,
        under.agreement_ref,
        cast(under.retained_until as date) as retained_until,
        case
            when files.received_at is null or registered.feed_code is null then 'not_needed'
            when under.source_file is null then 'outside_agreement'
            when under.on_expiry = 'remove' and under.expires_on <= {{ known_at() }}
                then 'agreement_ended'
            when under.retained_until <= {{ known_at() }} then 'retention_ended'
            else 'in_agreement'
        end as agreement_state,
        coalesce(under.purposes, '') as purposes
    from files
    left join registered
        on
            files.authority_code = registered.authority_code
            and files.feed_code = registered.feed_code
    left join under
        on
            files.source_file = under.source_file
            and under.agreement_rank = 1
),

final as (
    select
        judged.*,
        judged.agreement_state in ('not_needed', 'in_agreement') as is_allowed,
        judged.agreement_state = 'not_needed'
        or (
            judged.agreement_state = 'in_agreement'
            and ' ' || judged.purposes || ' ' like '% identification %'
        ) as may_identify_needs,
        judged.agreement_state = 'not_needed'
        or (
            judged.agreement_state = 'in_agreement'
            and ' ' || judged.purposes || ' ' like '% outcomes %'
        ) as may_prove_outcomes,
        -- off until an agreement names it
        judged.agreement_state = 'in_agreement'
        and ' ' || judged.purposes || ' ' like '% finding_families %' as may_find_families
    from judged
)

select * from final
