-- References are of this extract only: they number the families and people in an order that another
-- as-of date does not repeat, so references of two extracts do not join.
with eligible as (
    select
        e.*,
        row_number() over (
            partition by e.family_key
            order by e.eligible_on, e.episode_key
        ) as episode_rank
    from {{ ref('int_episode_eligibility') }} as e
    where e.is_eligible = 1
),

final as (
    select
        'NIS-' || eligible.authority_code || '-' || cast({{ as_of_date() }} as varchar)
            as extract_id,
        eligible.authority_code,
        eligible.family_key,
        eligible.episode_key,
        eligible.framework_version,
        eligible.eligible_on,
        'F' || lpad(cast(row_number() over (
            partition by eligible.authority_code
            order by md5(eligible.family_key || '|' || cast({{ as_of_date() }} as varchar))
        ) as varchar), 7, '0') as nis_family_ref
    from eligible
    where eligible.episode_rank = 1
)

select * from final
