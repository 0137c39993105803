with names as (
    select * from {{ ref('int_standard_names') }}
),

kept_apart as (
    select decisions.record_key
    from {{ ref('int_identity_decisions') }} as decisions
    where decisions.decision = 'not_same'
    group by decisions.record_key
),

known as (
    select
        records.record_key,
        records.source_person_ref,
        feeds.feed_rank,
        -- what was destroyed of a record that is kept does not make it known any later
        least(
            greatest(records.first_received_on, feeds.registered_on),
            coalesce(
                anchors.first_known_on, greatest(records.first_received_on, feeds.registered_on)
            )
        ) as first_known_on
    from {{ ref('int_identities') }} as records
    inner join {{ ref('feeds') }} as feeds on records.feed_code = feeds.feed_code
    left join {{ ref('int_destroyed_records') }} as anchors
        on
            records.authority_code = anchors.authority_code
            and records.record_key = anchors.anchor_key
            and anchors.anchor_kind = 'person'
),

-- The order that decides whose key a person carries: known first, then feed and reference.
-- Ranked apart from the names, for the rank sorts what it is given, and names take much room.
ranked as (
    select
        known.record_key,
        known.feed_rank,
        known.first_known_on,
        row_number() over (
            order by
                known.first_known_on, known.feed_rank, known.source_person_ref, known.record_key
        ) as record_rank
    from known
),

standardised as (
    select
        records.record_key,
        records.authority_code,
        records.feed_code,
        records.source_person_ref,
        ranked.feed_rank,
        records.first_received_on,
        ranked.first_known_on,
        records.forename,
        records.surname,
        forenames.compact_name as standard_forename,
        nullif(
            concat_ws(' ', forenames.words_with_roots, known_as.words_with_roots), ''
        ) as forename_words,
        surnames.compact_name as standard_surname,
        nullif(
            concat_ws(' ', surnames.words, preferred.words, former.words), ''
        ) as surname_words,
        case when defaults.treatment = 'unknown' then null else records.date_of_birth end
            as date_of_birth,
        coalesce(
            defaults.treatment = 'weak'
            or (
                extract(month from records.date_of_birth) = 1
                and extract(day from records.date_of_birth) = 1
            ),
            false
        ) as is_birth_date_weak,
        records.expected_date_of_birth,
        sex_codes.sex,
        records.upn,
        records.former_upn,
        records.nhs_number,
        records.nino,
        -- a protected property joins nobody, whichever feed names it
        case when protected.uprn is null then records.uprn end as uprn,
        -- ZZ99 stands for no fixed abode and unknown: it never says where anyone lives
        case when records.postcode not like 'ZZ99%' then records.postcode end as postcode,
        of_feed.age_min,
        of_feed.age_max,
        coalesce(of_feed.tells_people_apart, 0) as tells_people_apart,
        kept_apart.record_key is not null as is_kept_apart,
        ranked.record_rank
    from {{ ref('int_identities') }} as records
    inner join ranked on records.record_key = ranked.record_key
    left join names as forenames on records.forename = forenames.name_as_sent
    left join names as known_as on records.known_as = known_as.name_as_sent
    left join names as surnames on records.surname = surnames.name_as_sent
    left join names as preferred on records.preferred_surname = preferred.name_as_sent
    left join names as former on records.former_surname = former.name_as_sent
    left join {{ ref('sex_codes') }} as sex_codes on upper(records.sex) = sex_codes.sent_code
    left join {{ ref('default_birth_dates') }} as defaults
        on records.date_of_birth = defaults.birth_date
    left join {{ ref('person_feeds') }} as of_feed on records.feed_code = of_feed.feed_code
    left join {{ ref('int_protected_properties') }} as protected
        on
            records.authority_code = protected.authority_code
            and records.uprn = protected.uprn
    left join kept_apart on records.record_key = kept_apart.record_key
),

{% set compared = [
    'authority_code', 'standard_forename', 'forename_words', 'standard_surname', 'surname_words',
    'date_of_birth', 'sex', 'upn', 'former_upn', 'nhs_number', 'nino', 'postcode', 'uprn',
] -%}
final as (
    select
        s.*,
        -- Records alike in everything are compared once, as one identity, where a name and a birth
        -- date say who it is and nobody has said that they are two.
        case
            when
                s.standard_forename is null
                or s.standard_surname is null
                or s.date_of_birth is null
                or s.is_birth_date_weak
                or s.is_kept_apart
                then s.record_key
            else md5(concat(
                {% for column in compared -%}
                coalesce(cast(s.{{ column }} as {{ dbt.type_string() }}), '')
                {{- ", '|'," if not loop.last }}
                {% endfor -%}
            ))
        end as identity_key
    from standardised as s
)

select * from final
