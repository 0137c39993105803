-- People of whom it is open whether they are one: a pair to be looked at lies between them, or a
-- link that what is known of either kept from being made. Of several such pairs between two people
-- the one most alike stands for all. What a named person decided is not open.
with candidates as (
    select * from {{ ref('int_link_candidates') }}
),

unjoined as (
    select
        least(these.first_record_rank, those.first_record_rank) as person_rank_1,
        greatest(these.first_record_rank, those.first_record_rank) as person_rank_2,
        case
            when these.first_record_rank < those.first_record_rank then candidates.identity_key_1
            else candidates.identity_key_2
        end as side_1,
        case
            when these.first_record_rank < those.first_record_rank then candidates.identity_key_2
            else candidates.identity_key_1
        end as side_2,
        candidates.*
    from candidates
    inner join {{ ref('int_person_clusters') }} as these
        on candidates.identity_key_1 = these.identity_key
    inner join {{ ref('int_person_clusters') }} as those
        on candidates.identity_key_2 = those.identity_key
    where these.first_record_rank <> those.first_record_rank
),

ranked as (
    select
        unjoined.*,
        bool_or(unjoined.decision_id is not null) over (
            partition by unjoined.person_rank_1, unjoined.person_rank_2
        ) as is_decided,
        row_number() over (
            partition by unjoined.person_rank_1, unjoined.person_rank_2
            order by
                case when unjoined.verdict = 'apart' then 1 else 0 end asc,
                unjoined.match_weight desc nulls last,
                unjoined.earlier_rank asc,
                unjoined.later_rank asc
        ) as pair_rank
    from unjoined
),

final as (
    select
        {% for side in ['1', '2'] -%}
        people_{{ side }}.record_key as person_key_{{ side }},
        records_{{ side }}.record_key as record_key_{{ side }},
        records_{{ side }}.feed_code as feed_code_{{ side }},
        records_{{ side }}.source_person_ref as source_ref_{{ side }},
        {% endfor -%}
        records_1.authority_code,
        ranked.match_weight,
        {% for name in ['forename', 'surname', 'date_of_birth', 'address', 'sex'] -%}
        ranked.{{ name }}_level,
        {% endfor -%}
        {% for agreement, sign in [('same', '='), ('different', '<>')] -%}
        nullif(concat_ws(
            ' '
            {%- for name in ['upn', 'nhs_number', 'nino'] -%}
            ,
            case
                when identities_1.{{ name }} {{ sign }} identities_2.{{ name }}
                    then '{{ name }}'
            end
            {%- endfor -%}
        ), '') as identifiers_{{ agreement }},
        {% endfor -%}
        case
            when ranked.verdict = 'link' then 'kept_apart'
            else coalesce(ranked.negative_code, 'weight')
        end as reason_code
    from ranked
    {% for side in ['1', '2'] -%}
    inner join {{ ref('int_distinct_identities') }} as identities_{{ side }}
        on ranked.side_{{ side }} = identities_{{ side }}.identity_key
    inner join {{ ref('int_identity_records') }} as records_{{ side }}
        on identities_{{ side }}.first_record_rank = records_{{ side }}.record_rank
    inner join {{ ref('int_identity_records') }} as people_{{ side }}
        on ranked.person_rank_{{ side }} = people_{{ side }}.record_rank
    {% endfor -%}
    where
        ranked.pair_rank = 1
        and ranked.verdict <> 'apart'
        and not ranked.is_decided
)

select * from final
