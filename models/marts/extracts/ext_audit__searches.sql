-- Where a rule is content that too little was found, the files in which it looked: those in force
-- that prove coverage of its feed and reach into its window. A delivery of a month reaches into the
-- window by that month, any other once it came after the window began.
with rules as (
    select * from {{ ref('fct_outcome_rule') }}
    where
        rule_shape in ('absence_in_window', 'reduction_against_baseline')
        and says = 'met'
),

files as (
    select
        f.authority_code,
        f.feed_code,
        f.source_file,
        f.period,
        f.received_at,
        case
            when feeds.period_kind = 'month' then cast(f.period || '-01' as date)
        end as month_start
    from {{ ref('int_files_in_force') }} as f
    inner join {{ ref('coverage_tables') }} as t
        on
            f.feed_code = t.feed_code
            and f.table_name = t.table_name
    inner join {{ ref('int_feeds') }} as feeds
        on
            f.authority_code = feeds.authority_code
            and f.feed_code = feeds.feed_code
    where f.may_prove_outcomes
),

final as (
    select
        outcomes.authority_code,
        outcomes.episode_key,
        outcomes.outcome_instance_id,
        rules.rule_id,
        rules.feed_code,
        rules.looked_from,
        rules.looked_until,
        files.source_file,
        files.period,
        files.received_at
    from {{ ref('ext_audit__outcomes') }} as outcomes
    inner join rules on outcomes.outcome_instance_id = rules.outcome_instance_id
    left join files
        on
            outcomes.authority_code = files.authority_code
            and rules.feed_code = files.feed_code
            and coalesce(files.month_start, files.received_at) < case
                when files.month_start is null then date '9999-12-31'
                else rules.looked_until
            end
            and coalesce(
                cast({{ dbt.dateadd('month', 1, 'files.month_start') }} as date),
                files.received_at
            ) > rules.looked_from
)

select * from final
