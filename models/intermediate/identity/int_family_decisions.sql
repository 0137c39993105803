-- What named persons decided about family records and has not been withdrawn; of two decisions on
-- the same pair the later holds.
with decisions as (
    select * from {{ ref('int_decisions_on_who_is_who') }}
    where
        is_in_force
        and subject = 'family'
),

families as (
    select * from {{ ref('int_family_records') }}
),

paired as (
    select
        decisions.decision_id,
        decisions.decision,
        decisions.decided_on,
        least(these.family_record_key, those.family_record_key) as family_record_key_1,
        greatest(these.family_record_key, those.family_record_key) as family_record_key_2
    from decisions
    inner join families as these
        on
            decisions.authority_code = these.authority_code
            and decisions.feed_code_1 = these.feed_code
            and decisions.source_ref_1 = these.source_family_ref
    inner join families as those
        on
            decisions.authority_code = those.authority_code
            and decisions.feed_code_2 = those.feed_code
            and decisions.source_ref_2 = those.source_family_ref
    where these.family_record_key <> those.family_record_key
),

final as (
    select ranked.*
    from (
        select
            paired.*,
            row_number() over (
                partition by paired.family_record_key_1, paired.family_record_key_2
                order by paired.decided_on desc, paired.decision_id desc
            ) as decision_rank
        from paired
    ) as ranked
    where ranked.decision_rank = 1
)

select * from final
