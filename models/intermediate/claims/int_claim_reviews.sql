-- A decision keeps the keys it was made with; the keys of today are followed forward from them.
with reviews as (
    select * from {{ known_rows(ref('stg_registers__claim_reviews'), key=['review_ref']) }}
    where decided_on <= {{ as_of_date() }}
),

followed as (
    select
        reviews.authority_code,
        reviews.review_ref,
        coalesce(parts.episode_key, reviews.episode_key) as episode_key,
        reviews.earlier_claim_ref,
        reviews.decision,
        reviews.decided_by,
        reviews.decided_on
    from reviews
    left join {{ ref('int_episode_parts') }} as parts
        on
            reviews.authority_code = parts.authority_code
            and reviews.episode_key = parts.episode_record_key
),

final as (
    select
        followed.*,
        row_number() over (
            partition by
                followed.authority_code,
                followed.episode_key,
                followed.earlier_claim_ref
            order by followed.decided_on desc, followed.review_ref desc
        ) as review_rank
    from followed
)

select * from final
