-- Scored pairs of which one and the same feed has both sides, among feeds that tell people apart.
with scores as (
    select
        s.identity_key_l,
        s.identity_key_r
    from {{ ref('int_link_scores') }} as s
),

feeds_of as (
    select
        r.identity_key,
        r.feed_code
    from {{ ref('int_identity_records') }} as r
    where r.tells_people_apart = 1
    group by
        r.identity_key,
        r.feed_code
),

sides as (
    {% for side in ['l', 'r'] -%}
    select
        scores.identity_key_l,
        scores.identity_key_r,
        '{{ side }}' as side,
        feeds_of.feed_code
    from scores
    inner join feeds_of on scores.identity_key_{{ side }} = feeds_of.identity_key
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

shared as (
    select
        sides.identity_key_l,
        sides.identity_key_r,
        sides.feed_code
    from sides
    group by
        sides.identity_key_l,
        sides.identity_key_r,
        sides.feed_code
    having min(sides.side) <> max(sides.side)
),

final as (
    select
        least(shared.identity_key_l, shared.identity_key_r) as identity_key_1,
        greatest(shared.identity_key_l, shared.identity_key_r) as identity_key_2
    from shared
    group by
        least(shared.identity_key_l, shared.identity_key_r),
        greatest(shared.identity_key_l, shared.identity_key_r)
)

select * from final
