-- What a dashboard needs of the feeds: when each came last and is next due, what is late, and what
-- asks for somebody's attention, in words.
with deliveries as (
    select
        d.authority_code,
        d.feed_code,
        sum(case when d.delivery_state in ('received', 'received_late') then 1 else 0 end)
            as deliveries_received,
        sum(case when d.delivery_state = 'received_late' then 1 else 0 end) as deliveries_late,
        min(case when d.delivery_state in ('overdue', 'never_received') then d.due_on end)
            as overdue_since,
        min(case when d.delivery_state = 'next' then d.due_on end) as next_due_on
    from {{ ref('gov_expected_deliveries') }} as d
    group by
        d.authority_code,
        d.feed_code
),

health as (
    select * from {{ ref('gov_feed_health') }}
),

final as (
    select
        health.authority_code,
        health.feed_code,
        health.feed_name,
        health.partner,
        health.feed_status,
        health.feed_health,
        cast(case health.feed_health
            when 'attention' then 1
            when 'nothing received' then 2
            else 3
        end as integer) as health_order,
        nullif(concat_ws(
            '; ',
            case when health.files_taken_in = 0 then 'nothing received yet' end,
            case
                when health.deliveries_overdue > 0
                    then
                        'deliveries overdue: '
                        || cast(health.deliveries_overdue as {{ dbt.type_string() }})
            end,
            case
                when health.files_not_taken_in > 0
                    then
                        'files not taken in: '
                        || cast(health.files_not_taken_in as {{ dbt.type_string() }})
            end,
            case
                when health.files_outside_agreement > 0
                    then
                        'files that no agreement covers: '
                        || cast(health.files_outside_agreement as {{ dbt.type_string() }})
            end,
            case
                when health.agreement_state not in ('in_force', 'not_needed')
                    then 'agreement: ' || replace(health.agreement_state, '_', ' ')
            end,
            case
                when health.tables_of_unusual_volume > 0
                    then
                        'tables of unusual size: '
                        || cast(health.tables_of_unusual_volume as {{ dbt.type_string() }})
            end
        ), '') as what_to_look_at,
        health.agreement_state,
        health.agreement_expires_on,
        health.last_received_at as last_received_on,
        cast(health.days_since_received as integer) as days_since_received,
        deliveries.next_due_on,
        deliveries.overdue_since,
        cast(coalesce(deliveries.deliveries_received, 0) as integer) as deliveries_received,
        cast(coalesce(deliveries.deliveries_late, 0) as integer) as deliveries_late,
        cast(health.deliveries_overdue as integer) as deliveries_overdue,
        cast(health.files_taken_in as integer) as files_taken_in,
        cast(health.files_not_taken_in as integer) as files_not_taken_in,
        cast(health.files_outside_agreement as integer) as files_outside_agreement,
        cast(health.tables_of_unusual_volume as integer) as tables_of_unusual_volume,
        health.rows_counted,
        health.rows_quarantined,
        health.rows_with_problems,
        health.person_records,
        health.match_rate_percent
    from health
    left join deliveries
        on
            health.authority_code = deliveries.authority_code
            and health.feed_code = deliveries.feed_code
)

select * from final
