-- Every person and delivery that has a date, with where it stands.
with subjects as (
    select
        due.authority_code,
        'person' as subject,
        due.person_key as subject_key,
        cast(null as {{ dbt.type_string() }}) as feed_code,
        due.rule_id,
        due.due_on,
        due.due_on as destroy_from,
        cast(null as bigint) as rows_counted
    from {{ ref('int_retention_due') }} as due
    union all
    select
        deliveries.authority_code,
        'delivery' as subject,
        deliveries.landed_file as subject_key,
        deliveries.feed_code,
        rules.rule_id,
        deliveries.due_on,
        cast({{ dbt.dateadd('day', '-settings.delivery_lead_days', 'deliveries.due_on') }} as date)
            as destroy_from,
        cast(deliveries.rows_counted as bigint) as rows_counted
    from {{ ref('int_retention_deliveries') }} as deliveries
    inner join {{ ref('int_retention_rules') }} as rules
        on
            deliveries.authority_code = rules.authority_code
            and rules.subject = 'delivery'
    inner join {{ ref('int_retention_settings') }} as settings
        on deliveries.authority_code = settings.authority_code
    where deliveries.due_on is not null
),

holds as (
    select
        h.authority_code,
        h.subject,
        h.subject_key,
        {{ list_of_codes('h.hold_code') }} as hold_codes
    from {{ ref('int_retention_holds') }} as h
    group by
        h.authority_code,
        h.subject,
        h.subject_key
),

final as (
    select
        subjects.authority_code,
        subjects.subject,
        subjects.subject_key,
        subjects.feed_code,
        subjects.rule_id,
        subjects.due_on,
        subjects.rows_counted,
        holds.hold_codes,
        case
            when subjects.destroy_from <= {{ as_of_date() }} and holds.hold_codes is not null
                then 'held'
            when subjects.destroy_from <= {{ as_of_date() }} then 'due'
            when
                {{ dbt.dateadd('day', '-settings.warning_days', 'subjects.due_on') }}
                <= {{ as_of_date() }}
                then 'due_soon'
            else 'not_due'
        end as retention_state
    from subjects
    inner join {{ ref('int_retention_settings') }} as settings
        on subjects.authority_code = settings.authority_code
    left join holds
        on
            subjects.authority_code = holds.authority_code
            and subjects.subject = holds.subject
            and subjects.subject_key = holds.subject_key
)

select * from final
