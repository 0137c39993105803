-- R30, R31. A reconstruction: the specification of the collection was not obtainable. Needs that
-- are met in every assessed episode, claimed or not.
with needs as (
    select * from {{ ref('fct_family_need') }}
    where status = 'met'
),

-- Of several outcomes of a need: the first achieved, else the one that is furthest.
outcomes as (
    select ranked.*
    from (
        select
            o.need_instance_id,
            o.outcome_code,
            o.status,
            o.achieved_on,
            row_number() over (
                partition by o.need_instance_id
                order by
                    case o.status
                        when 'met' then 1
                        when 'manual_review' then 2
                        when 'not_met' then 3
                        else 4
                    end asc,
                    o.achieved_on asc nulls last,
                    o.outcome_code asc
            ) as outcome_rank
        from {{ ref('fct_family_outcome') }} as o
    ) as ranked
    where ranked.outcome_rank = 1
),

final as (
    select
        refs.extract_id,
        needs.authority_code,
        refs.episode_ref,
        refs.person_ref,
        needs.framework_version,
        needs.headline_code,
        needs.need_code,
        needs.identified_on as identified_at,
        needs.identified_by,
        case
            when outcomes.status = 'met' then 'achieved'
            when outcomes.status = 'manual_review' then 'in_review'
            when outcomes.status = 'not_met' then 'not_achieved'
            else 'not_known'
        end as outcome_status,
        case when outcomes.status = 'met' then outcomes.outcome_code end as outcome,
        case when outcomes.status = 'met' then outcomes.achieved_on end as outcome_at
    from needs
    inner join {{ ref('int_early_help_references') }} as refs
        on
            needs.episode_key = refs.episode_key
            and needs.person_key = refs.person_key
    left join outcomes on needs.need_instance_id = outcomes.need_instance_id
)

select * from final
