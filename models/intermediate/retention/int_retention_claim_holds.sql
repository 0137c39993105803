-- Whom claims keep: a claim not settled, one that internal audit has not finished with, one that
-- may still be taken back.
with claims as (
    select * from {{ ref('int_claims_made') }}
),

entries as (
    select * from {{ ref('int_claim_ledger') }}
    where is_undone = 0
),

paid as (
    select
        entries.authority_code,
        entries.claim_ref,
        max(entries.event_on) as paid_on
    from entries
    where entries.entry_type = 'paid'
    group by
        entries.authority_code,
        entries.claim_ref
),

submitted as (
    select
        claims.authority_code,
        claims.episode_key,
        case
            -- of a claim from before the ledger nothing says that it is open
            when claims.is_query_open = 1 or (claims.is_in_ledger = 1 and claims.is_paid = 0)
                then 'claim_open'
            when
                {{ dbt.dateadd(
                    'month', 'settings.recoupment_months',
                    'coalesce(paid.paid_on, claims.submitted_on)'
                ) }} > {{ as_of_date() }}
                then 'recoupment_period'
        end as hold_code
    from claims
    inner join {{ ref('int_retention_settings') }} as settings
        on claims.authority_code = settings.authority_code
    left join paid
        on
            claims.authority_code = paid.authority_code
            and claims.claim_id = paid.claim_ref
    where claims.is_recouped_in_full = 0
),

sets as (
    select
        entries.authority_code,
        entries.submission_ref,
        max(case when entries.entry_type = 'set_submitted' then 1 else 0 end) as is_submitted
    from entries
    group by
        entries.authority_code,
        entries.submission_ref
),

-- A set that is drafted and not submitted yet, and its sample without a finding.
drafted as (
    select
        entries.authority_code,
        entries.episode_key,
        case when entries.entry_type = 'sampled' then 'audit_open' else 'claim_open' end
            as hold_code
    from entries
    inner join sets
        on
            entries.authority_code = sets.authority_code
            and entries.submission_ref = sets.submission_ref
            and sets.is_submitted = 0
    left join entries as findings
        on
            entries.authority_code = findings.authority_code
            and entries.claim_ref = findings.claim_ref
            and findings.entry_type = 'found'
    where
        entries.entry_type = 'drafted'
        or (entries.entry_type = 'sampled' and findings.claim_ref is null)
),

held as (
    select * from submitted
    where hold_code is not null
    union all
    select * from drafted
),

final as (
    select
        people.authority_code,
        people.person_key,
        held.hold_code
    from held
    inner join {{ ref('int_episode_people') }} as people
        on
            held.authority_code = people.authority_code
            and held.episode_key = people.episode_key
    group by
        people.authority_code,
        people.person_key,
        held.hold_code
)

select * from final
