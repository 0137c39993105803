-- A claim keeps the keys it was made with; the keys of today are followed forward from them.
with registered as (
    select * from {{ known_rows(ref('stg_registers__claims'), key=['claim_id']) }}
    where submitted_on <= {{ as_of_date() }}
),

ledger as (
    select * from {{ ref('int_claim_ledger') }}
),

-- Claims from before the ledger, and those that it says were submitted.
claims as (
    select
        registered.claim_id as claim_ref,
        registered.authority_code,
        cast(null as {{ dbt.type_string() }}) as submission_ref,
        coalesce(families.family_key, registered.family_key) as family_key,
        coalesce(parts.episode_key, registered.episode_key) as episode_key,
        registered.family_key as claimed_family_key,
        registered.episode_key as claimed_episode_key,
        registered.framework_version,
        cast(null as {{ dbt.type_string() }}) as claim_route,
        registered.claim_window,
        registered.submitted_on,
        registered.amount_gbp,
        0 as is_in_ledger
    from registered
    left join {{ ref('int_family_keys') }} as families
        on
            registered.authority_code = families.authority_code
            and registered.family_key = families.family_record_key
    left join {{ ref('int_episode_parts') }} as parts
        on
            registered.authority_code = parts.authority_code
            and registered.episode_key = parts.episode_record_key
    union all
    select
        ledger.claim_ref,
        ledger.authority_code,
        ledger.submission_ref,
        ledger.family_key,
        ledger.episode_key,
        ledger.claimed_family_key,
        ledger.claimed_episode_key,
        ledger.framework_version,
        ledger.claim_route,
        ledger.claim_window,
        ledger.event_on as submitted_on,
        ledger.amount_gbp,
        1 as is_in_ledger
    from ledger
    where
        ledger.entry_type = 'submitted'
        and ledger.is_undone = 0
),

money as (
    select
        ledger.authority_code,
        ledger.claim_ref,
        sum(case when ledger.entry_type = 'paid' then ledger.amount_gbp end) as paid_gbp,
        sum(case when ledger.entry_type = 'recouped' then ledger.amount_gbp end) as recouped_gbp,
        max(case when ledger.entry_type = 'recouped' then 1 else 0 end) as is_recouped,
        max(case when ledger.entry_type = 'queried' then ledger.entry_no end) as queried_no,
        max(case when ledger.entry_type = 'query_closed' then ledger.entry_no end) as closed_no
    from ledger
    where ledger.claim_ref is not null
    group by
        ledger.authority_code,
        ledger.claim_ref
),

-- R21: of a claim that paid nothing nothing can go back, and it is taken back all the same; of one
-- from before the ledger what was claimed stands for what was paid
followed as (
    select
        claims.*,
        coalesce(money.paid_gbp, 0) as paid_gbp,
        coalesce(money.recouped_gbp, 0) as recouped_gbp,
        case when money.paid_gbp is not null then 1 else 0 end as is_paid,
        case when money.queried_no > coalesce(money.closed_no, 0) then 1 else 0 end
            as is_query_open,
        case
            when
                money.is_recouped = 1
                and coalesce(
                    money.paid_gbp,
                    case when claims.is_in_ledger = 1 then 0 else claims.amount_gbp end
                ) + coalesce(money.recouped_gbp, 0) <= 0
                then 1
            else 0
        end as is_recouped_in_full
    from claims
    left join money
        on
            claims.authority_code = money.authority_code
            and claims.claim_ref = money.claim_ref
),

final as (
    select
        followed.claim_ref as claim_id,
        followed.*,
        case
            when followed.is_recouped_in_full = 1 and settings.recouped_claim_counts = 0 then 0
            else 1
        end as is_standing
    from followed
    left join {{ programme_settings_on(
        as_of_date(), {'recouped_claim_counts': 'integer'}
    ) }} as settings
        on followed.authority_code = settings.authority_code
)

select * from final
