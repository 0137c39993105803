-- Every record takes the lowest rank it can reach through shared groups. Each pass carries a rank
-- one group further; a test fails should a chain of links ever need more passes.
with members as (
    select
        g.group_key,
        g.record_rank,
        g.record_rank as lowest_rank
    from {{ ref('int_link_groups') }} as g
    where not g.is_contradicted
),

{% for pass in range(1, 7) -%}
{%- set before = 'members' if loop.first else 'pass_' ~ (pass - 1) -%}
within_group_{{ pass }} as (
    select
        m.group_key,
        m.record_rank,
        min(m.lowest_rank) over (partition by m.group_key) as lowest_rank
    from {{ before }} as m
),

pass_{{ pass }} as (
    select
        w.group_key,
        w.record_rank,
        min(w.lowest_rank) over (partition by w.record_rank) as lowest_rank
    from within_group_{{ pass }} as w
),

{% endfor -%}
final as (
    select
        p.record_rank,
        min(p.lowest_rank) as first_record_rank
    from pass_6 as p
    group by p.record_rank
)

select * from final
