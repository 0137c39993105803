-- Only what agreements and objections let somebody be found by, and no hidden address: typing the
-- right postcode must not tell that it is right.
with usable_feeds as (
    select
        files.authority_code,
        files.feed_code
    from {{ ref('int_files_known') }} as files
    where files.may_identify_needs
    group by
        files.authority_code,
        files.feed_code
),

found as (
    select
        links.identity_key,
        links.person_key
    from {{ ref('int_person_source_links') }} as links
    inner join usable_feeds
        on
            links.authority_code = usable_feeds.authority_code
            and links.feed_code = usable_feeds.feed_code
    left join {{ ref('int_objections') }} as objections
        on
            links.person_key = objections.person_key
            and (
                objections.scope = 'matching'
                or (
                    objections.scope = 'feed'
                    and links.feed_code = objections.objected_feed_code
                )
            )
    where objections.person_key is null
    group by
        links.identity_key,
        links.person_key
),

final as (
    select
        identities.identity_key,
        found.person_key,
        identities.authority_code,
        identities.standard_forename,
        identities.forename_words,
        identities.standard_surname,
        identities.surname_words,
        identities.date_of_birth,
        identities.is_birth_date_weak,
        identities.sex,
        identities.upn,
        identities.nhs_number,
        identities.nino,
        case when hidden.person_key is null then identities.postcode end as postcode,
        case when hidden.person_key is null then identities.uprn end as uprn,
        cast(identities.first_record_rank as bigint) as first_record_rank
    from found
    inner join {{ ref('int_distinct_identities') }} as identities
        on found.identity_key = identities.identity_key
    left join {{ ref('int_hidden_addresses') }} as hidden on found.person_key = hidden.person_key
)

select * from final
