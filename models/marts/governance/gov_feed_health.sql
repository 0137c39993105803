with register as (
    select
        r.*,
        {{ known_at() }} as known_at
    from {{ ref('gov_feed_register') }} as r
),

files as (
    select
        a.authority_code,
        a.feed_code,
        count(*) as files_landed,
        sum(case when a.file_status = 'taken_in' then 1 else 0 end) as files_taken_in,
        sum(case when a.file_status <> 'taken_in' then 1 else 0 end) as files_not_taken_in,
        max(case when a.file_status = 'taken_in' then a.received_at end) as last_received_at,
        sum(a.rows_counted) as rows_counted,
        sum(a.rows_quarantined) as rows_quarantined,
        sum(a.rows_with_problems) as rows_with_problems
    from {{ ref('int_feed_accounting') }} as a
    where a.received_at <= {{ known_at() }}
    group by
        a.authority_code,
        a.feed_code
),

barred as (
    select
        f.authority_code,
        f.feed_code,
        count(*) as files_outside_agreement
    from {{ ref('int_file_agreements') }} as f
    where not f.is_allowed
    group by
        f.authority_code,
        f.feed_code
),

deliveries as (
    select
        d.authority_code,
        d.feed_code,
        sum(case when d.delivery_state in ('overdue', 'never_received') then 1 else 0 end)
            as deliveries_overdue
    from {{ ref('gov_expected_deliveries') }} as d
    group by
        d.authority_code,
        d.feed_code
),

volumes as (
    select
        v.authority_code,
        v.feed_code,
        sum(case
            when
                abs(v.rows_last - v.rows_usual) * 100 > f.volume_band_percent * v.rows_usual
                then 1
            else 0
        end) as tables_of_unusual_volume
    from {{ ref('int_delivery_volumes') }} as v
    inner join {{ ref('int_feeds') }} as f
        on
            v.authority_code = f.authority_code
            and v.feed_code = f.feed_code
    group by
        v.authority_code,
        v.feed_code
),

people as (
    select
        l.person_key,
        count(distinct l.feed_code) as feed_count
    from {{ ref('int_person_source_links') }} as l
    group by l.person_key
),

matched as (
    select
        l.authority_code,
        l.feed_code,
        count(*) as person_records,
        sum(case when people.feed_count > 1 then 1 else 0 end) as records_matched
    from {{ ref('int_person_source_links') }} as l
    inner join people on l.person_key = people.person_key
    group by
        l.authority_code,
        l.feed_code
),

final as (
    select
        register.authority_code,
        register.feed_code,
        register.feed_name,
        register.partner,
        register.feed_status,
        register.agreement_state,
        register.agreement_expires_on,
        cast(coalesce(files.files_taken_in, 0) as bigint) as files_taken_in,
        cast(coalesce(files.files_not_taken_in, 0) as bigint) as files_not_taken_in,
        cast(coalesce(barred.files_outside_agreement, 0) as bigint) as files_outside_agreement,
        files.last_received_at,
        cast(
            {{ dbt.datediff('files.last_received_at', 'register.known_at', 'day') }} as bigint  -- noqa: LT05
        ) as days_since_received,
        cast(coalesce(deliveries.deliveries_overdue, 0) as bigint) as deliveries_overdue,
        cast(coalesce(volumes.tables_of_unusual_volume, 0) as bigint) as tables_of_unusual_volume,
        cast(coalesce(files.rows_counted, 0) as bigint) as rows_counted,
        cast(coalesce(files.rows_quarantined, 0) as bigint) as rows_quarantined,
        cast(coalesce(files.rows_with_problems, 0) as bigint) as rows_with_problems,
        cast(coalesce(matched.person_records, 0) as bigint) as person_records,
        cast(
            100.0 * matched.records_matched / nullif(matched.person_records, 0) as decimal(5, 1)
        ) as match_rate_percent,
        case
            when coalesce(files.files_taken_in, 0) = 0 then 'nothing received'
            when
                coalesce(files.files_not_taken_in, 0) + coalesce(deliveries.deliveries_overdue, 0)
                + coalesce(barred.files_outside_agreement, 0) > 0
                or register.agreement_state in ('expired', 'none_recorded', 'not_started')
                then 'attention'
            else 'well'
        end as feed_health
    from register
    {% for facts in ['files', 'barred', 'deliveries', 'volumes', 'matched'] -%}
    left join {{ facts }}
        on
            register.authority_code = {{ facts }}.authority_code
            and register.feed_code = {{ facts }}.feed_code
    {% endfor %}
)

select * from final
