with matches as (
    {{ matched_terms(ref('int_need_matches')) }}
),

runs as (
    {{ term_runs(ref('int_need_rule_index'), 'matches', 'may_identify_needs') }}
),

-- A need is judged by the latest run that ended by the anchor.
final as (
    select ranked.*
    from (
        select
            runs.*,
            row_number() over (
                partition by runs.subject_id, runs.rule_id
                order by runs.last_term desc
            ) as run_rank
        from runs
    ) as ranked
    where ranked.run_rank = 1
)

select * from final
