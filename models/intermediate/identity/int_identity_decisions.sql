-- What named persons decided about records of people and has not been withdrawn; of two decisions
-- on the same pair the later holds. Each decision is here once from either side.
with decisions as (
    select * from {{ ref('int_decisions_on_who_is_who') }}
    where
        is_in_force
        and subject = 'person'
),

records as (
    select
        i.record_key,
        i.authority_code,
        i.feed_code,
        i.source_person_ref
    from {{ ref('int_identities') }} as i
),

paired as (
    select
        decisions.decision_id,
        decisions.decision,
        decisions.decided_by,
        decisions.decided_on,
        decisions.reason,
        decisions.recorded_at,
        first_records.record_key as record_key_1,
        second_records.record_key as record_key_2,
        row_number() over (
            partition by
                least(first_records.record_key, second_records.record_key),
                greatest(first_records.record_key, second_records.record_key)
            order by decisions.decided_on desc, decisions.decision_id desc
        ) as decision_rank
    from decisions
    inner join records as first_records
        on
            decisions.authority_code = first_records.authority_code
            and decisions.feed_code_1 = first_records.feed_code
            and decisions.source_ref_1 = first_records.source_person_ref
    inner join records as second_records
        on
            decisions.authority_code = second_records.authority_code
            and decisions.feed_code_2 = second_records.feed_code
            and decisions.source_ref_2 = second_records.source_person_ref
    where first_records.record_key <> second_records.record_key
),

final as (
    {% for this, other in [('1', '2'), ('2', '1')] -%}
    select
        paired.decision_id,
        paired.decision,
        paired.decided_by,
        paired.decided_on,
        paired.reason,
        paired.recorded_at,
        paired.record_key_{{ this }} as record_key,
        paired.record_key_{{ other }} as other_record_key
    from paired
    where paired.decision_rank = 1
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from final
