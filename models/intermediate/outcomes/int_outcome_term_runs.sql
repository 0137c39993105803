with matches as (
    {{ matched_terms(ref('int_outcome_matches')) }}
),

runs as (
    {{ term_runs(ref('int_outcome_rule_index'), 'matches', 'may_prove_outcomes') }}
),

last_failures as (
    select
        runs.subject_id,
        runs.rule_id,
        max(runs.last_term) as latest_run,
        max(case when runs.has_passed then null else runs.last_term end) as last_failed_run
    from runs
    group by
        runs.subject_id,
        runs.rule_id
),

-- The latest run decides; achieved since the first run from which every run has passed.
final as (
    select
        runs.subject_id,
        runs.rule_id,
        max(case when runs.last_term = f.latest_run then cast(runs.has_passed as integer) end)
            as latest_passed,
        min(case
            when runs.last_term > coalesce(f.last_failed_run, 0) then runs.run_ends_on
        end) as achieved_on,
        max(runs.run_ends_on) as latest_run_ends_on
    from runs
    inner join last_failures as f
        on
            runs.subject_id = f.subject_id
            and runs.rule_id = f.rule_id
    group by
        runs.subject_id,
        runs.rule_id
)

select * from final
