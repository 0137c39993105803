-- noqa: disable=RF04
-- Which stages an episode has reached, each time, and whether that still holds. Entries of a set
-- that was withdrawn or voided hold no more.
with readiness as (
    select * from {{ ref('int_claim_readiness') }}
),

engaged as (
    select
        p.episode_key,
        max(p.shown_on) as engaged_on
    from {{ ref('int_episode_practice') }} as p
    group by p.episode_key
    having min(p.is_shown) = 1
),

-- What a register says of an episode of another authority says nothing.
{% for name, model in [('ledger', 'int_claim_ledger'), ('claims', 'int_claims_made')] -%}
{{ name }} as (
    select told.*
    from {{ ref(model) }} as told
    left join readiness on told.episode_key = readiness.episode_key
    where coalesce(readiness.authority_code, told.authority_code) = told.authority_code
),

{% endfor -%}

facts as (
    select
        readiness.episode_key,
        readiness.started_on,
        readiness.closed_on,
        readiness.claimable_from,
        readiness.claimed_on,
        readiness.is_ready,
        readiness.asks,
        engaged.engaged_on,
        reasons.retirement_reason,
        retired.retired_on,
        retired.reason_code,
        coalesce(reasons.can_be_claimed, 1) as can_be_claimed,
        case when readiness.sustain_ends_on > {{ as_of_date() }} then 1 else 0 end
            as is_sustaining,
        case when readiness.is_eligible = 1 then readiness.eligible_on end as identified_on,
        -- what an engine makes of a missing day in greatest() is not asked
        case
            when readiness.is_eligible = 1 and engaged.engaged_on is not null
                then greatest(readiness.started_on, readiness.eligible_on, engaged.engaged_on)
        end as supported_on
    from readiness
    left join engaged on readiness.episode_key = engaged.episode_key
    left join {{ ref('closure_reasons') }} as reasons
        on readiness.close_reason = reasons.closure_reason
    left join {{ ref('int_retired_families') }} as retired
        on
            readiness.authority_code = retired.authority_code
            and readiness.family_key = retired.family_key
),

final as (
    {% for stage, day, condition in [
        ('identified', 'facts.identified_on', 'true'), ('engaged', 'facts.engaged_on', 'true'),
        ('supported', 'facts.supported_on', 'true'), ('closed', 'facts.closed_on', 'true'),
        ('sustaining', 'greatest(facts.closed_on, facts.supported_on)',
            "facts.closed_on is not null and facts.supported_on is not null"
            ~ " and facts.can_be_claimed = 1 and facts.asks = 'every_need'"),
        ('ready', 'facts.claimable_from', 'facts.is_ready = 1'),
    ] -%}
    select
        facts.episode_key,
        '{{ stage }}' as stage,
        {{ day }} as reached_on,
        {{ 'facts.is_sustaining' if stage == 'sustaining' else 1 }} as is_current,
        cast(null as {{ dbt.type_string() }}) as reason,
        cast(null as {{ dbt.type_string() }}) as claim_ref
    from facts
    where {{ condition }}
    union all
    {% endfor -%}
    -- R23: a family that was claimed has left with its claim, not without one
    {% for day, reason in [
        ('retired_on', "coalesce(facts.reason_code, 'other')"),
        ('closed_on', 'facts.retirement_reason'),
    ] -%}
    select
        facts.episode_key,
        'retired' as stage,
        facts.{{ day }} as reached_on,
        case when facts.claimed_on is null then 1 else 0 end as is_current,
        {{ reason }} as reason,
        cast(null as {{ dbt.type_string() }}) as claim_ref
    from facts
    where
        facts.{{ day }} is not null
        {{ 'and facts.retirement_reason is not null' if day == 'closed_on' }}
    union all
    {% endfor -%}
    select
        ledger.episode_key,
        ledger.entry_type as stage,
        ledger.event_on as reached_on,
        1 - ledger.is_undone as is_current,
        cast(null as {{ dbt.type_string() }}) as reason,
        ledger.claim_ref
    from ledger
    where ledger.entry_type in ('drafted', 'sampled', 'paid')
    union all
    select
        drafted.episode_key,
        'certified' as stage,
        ledger.event_on as reached_on,
        1 - ledger.is_undone as is_current,
        cast(null as {{ dbt.type_string() }}) as reason,
        drafted.claim_ref
    from ledger
    inner join ledger as drafted
        on
            ledger.authority_code = drafted.authority_code
            and ledger.submission_ref = drafted.submission_ref
            and drafted.entry_type = 'drafted'
    where ledger.entry_type = 'set_certified'
    union all
    select
        claims.episode_key,
        'submitted' as stage,
        claims.submitted_on as reached_on,
        1 as is_current,
        cast(null as {{ dbt.type_string() }}) as reason,
        claims.claim_ref
    from claims
    union all
    select
        claims.episode_key,
        case ledger.entry_type when 'queried' then 'queried' else 'recouped' end as stage,
        ledger.event_on as reached_on,
        case ledger.entry_type
            when 'queried' then claims.is_query_open
            else claims.is_recouped_in_full
        end as is_current,
        ledger.result as reason,
        claims.claim_ref
    from claims
    inner join ledger
        on
            claims.authority_code = ledger.authority_code
            and claims.claim_ref = ledger.claim_ref
            and ledger.entry_type in ('queried', 'recouped')
)

select * from final
