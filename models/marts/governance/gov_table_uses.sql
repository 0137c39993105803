-- What the authority itself records and decides has no partner: it is its own.
with final as (
    select
        u.schema_name,
        u.table_name,
        u.feed_code,
        coalesce(f.feed_name, 'What the authority records') as feed_name,
        coalesce(f.partner, 'the authority itself') as partner,
        u.purpose,
        p.purpose_name,
        u.used_as,
        u.classes
    from {{ ref('int_table_uses') }} as u
    left join {{ ref('feeds') }} as f on u.feed_code = f.feed_code
    left join {{ ref('privacy_purposes') }} as p on u.purpose = p.purpose
)

select * from final
