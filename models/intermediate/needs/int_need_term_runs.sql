with matches as (
    {{ matched_terms(ref('int_need_matches')) }}
),

runs as (
    {{ term_runs(ref('int_need_rule_index'), 'matches', 'may_identify_needs') }}
),

-- A need is judged by the latest run that ended by the assessment, and by every run that ends later
-- in support.
final as (
    select ranked.*
    from (
        select
            runs.*,
            i.anchor_on,
            runs.run_ends_on <= i.anchor_on as is_at_anchor,
            row_number() over (
                partition by runs.subject_id, runs.rule_id, runs.run_ends_on <= i.anchor_on
                order by runs.last_term desc
            ) as run_rank
        from runs
        inner join {{ ref('int_need_rule_index') }} as i
            on
                runs.subject_id = i.subject_id
                and runs.rule_id = i.rule_id
    ) as ranked
    where
        ranked.run_rank = 1
        or not ranked.is_at_anchor
)

select * from final
