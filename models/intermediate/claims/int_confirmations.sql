-- A row of the catalogue is confirmed from the first day on which the authority decided on it: who
-- puts another value in its place has confirmed the rest of it. The decision shown is the latest.
with decisions as (
    select
        d.authority_code,
        d.catalogue_table,
        d.row_code,
        d.decided_by,
        d.decided_on,
        d.reason,
        d.relied_on,
        d.recorded_on
    from {{ ref('int_catalogue_decisions') }} as d
    union all
    select
        s.authority_code,
        'framework_settings' as catalogue_table,
        s.row_code,
        s.decided_by,
        s.decided_on,
        s.reason,
        s.relied_on,
        s.recorded_on
    from {{ ref('int_setting_changes') }} as s
),

ranked as (
    select
        decisions.*,
        min(decisions.decided_on) over (
            partition by
                decisions.authority_code,
                decisions.catalogue_table,
                decisions.row_code
        ) as confirmed_on,
        row_number() over (
            partition by
                decisions.authority_code,
                decisions.catalogue_table,
                decisions.row_code
            order by
                decisions.decided_on desc,
                decisions.recorded_on desc,
                decisions.reason asc,
                decisions.decided_by asc
        ) as decision_rank
    from decisions
    where decisions.decided_on <= {{ as_of_date() }}
),

final as (
    select
        ranked.authority_code,
        ranked.catalogue_table,
        ranked.row_code,
        ranked.confirmed_on,
        ranked.decided_by,
        ranked.decided_on,
        ranked.reason,
        ranked.relied_on
    from ranked
    where ranked.decision_rank = 1
)

select * from final
