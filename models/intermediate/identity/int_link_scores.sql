-- Pairs worth a look, with how alike they are. On the left is the identity known first.
with identities as (
    select
        i.identity_key,
        i.first_record_rank
    from {{ ref('int_distinct_identities') }} as i
),

final as (
    select
        {% for side, sign in [('l', '<'), ('r', '>')] -%}
        case
            when these.first_record_rank {{ sign }} those.first_record_rank
                then pairs.identity_key_1
            else pairs.identity_key_2
        end as identity_key_{{ side }},
        {% endfor -%}
        pairs.match_weight,
        pairs.forename_level,
        pairs.surname_level,
        pairs.date_of_birth_level,
        pairs.address_level,
        pairs.sex_level,
        pairs.identifier_level
    from {{ ref('int_link_memory') }} as pairs
    inner join identities as these on pairs.identity_key_1 = these.identity_key
    inner join identities as those on pairs.identity_key_2 = those.identity_key
)

select * from final
