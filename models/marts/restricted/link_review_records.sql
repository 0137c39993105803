-- What a person needs to see to answer; where either address is hidden neither is shown.
with reviews as (
    select * from {{ ref('mart_link_reviews') }}
),

sides as (
    {% for side in ['1', '2'] -%}
    select
        reviews.review_id,
        {{ side }} as side,
        reviews.authority_code,
        reviews.feed_code_{{ side }} as feed_code,
        reviews.source_ref_{{ side }} as source_person_ref,
        reviews.is_address_hidden
    from reviews
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

final as (
    select
        sides.review_id,
        sides.side,
        sides.authority_code,
        feeds.feed_name,
        sides.source_person_ref,
        records.forename,
        records.surname,
        records.date_of_birth,
        records.sex,
        case when sides.is_address_hidden = 0 then records.postcode end as postcode
    from sides
    inner join {{ ref('int_identity_records') }} as records
        on
            sides.authority_code = records.authority_code
            and sides.feed_code = records.feed_code
            and sides.source_person_ref = records.source_person_ref
    inner join {{ ref('feeds') }} as feeds on sides.feed_code = feeds.feed_code
)

select * from final
