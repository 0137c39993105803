with decisions as (
    select * from {{ known_rows(
        ref('stg_local__catalogue_decisions'),
        key=['catalogue_table', 'row_code', 'decision', 'column_name']
    ) }}
),

final as (
    select
        decisions.authority_code,
        decisions.catalogue_table,
        decisions.row_code,
        decisions.decision,
        decisions.column_name,
        decisions.new_value,
        decisions.decided_by,
        decisions.decided_on,
        decisions.reason,
        decisions.relied_on,
        decisions.received_at as recorded_on
    from decisions
)

select * from final
