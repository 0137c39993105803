-- Families as case management names them, in the order that decides whose key a family carries.
with members as (
    select * from {{ known_rows(
        ref('stg_early_help__family_members'),
        key=['family_ref'], ever=true, dated=true
    ) }}
),

episodes as (
    select * from {{ known_rows(
        ref('stg_early_help__episodes'),
        key=['family_ref'], ever=true, dated=true
    ) }}
),

named as (
    {% for table in ['members', 'episodes'] -%}
    select
        {{ table }}.authority_code,
        {{ table }}.feed_code,
        {{ table }}.family_ref,
        {{ table }}.first_received_on
    from {{ table }}
    where {{ table }}.family_ref is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

families as (
    select
        named.authority_code,
        named.feed_code,
        named.family_ref as source_family_ref,
        {{ record_key('family', 'named.family_ref', 'named.authority_code', 'named.feed_code') }}
            as family_record_key,
        min(named.first_received_on) as first_received_on
    from named
    group by
        named.authority_code,
        named.feed_code,
        named.family_ref
),

-- What was destroyed of a family that is kept does not make it known any later.
dated as (
    select
        families.*,
        least(
            families.first_received_on,
            coalesce(anchors.first_known_on, families.first_received_on)
        ) as first_named_on
    from families
    left join {{ ref('int_destroyed_records') }} as anchors
        on
            families.authority_code = anchors.authority_code
            and families.family_record_key = anchors.anchor_key
            and anchors.anchor_kind = 'family'
),

final as (
    select
        families.family_record_key,
        families.authority_code,
        families.feed_code,
        families.source_family_ref,
        row_number() over (
            order by
                greatest(families.first_named_on, feeds.registered_on) nulls last,
                feeds.feed_rank,
                families.source_family_ref,
                families.family_record_key
        ) as record_rank
    from dated as families
    inner join {{ ref('feeds') }} as feeds on families.feed_code = feeds.feed_code
)

select * from final
