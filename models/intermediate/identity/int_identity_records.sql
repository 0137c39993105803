with records as (
    select * from {{ ref('int_identities') }}
),

feeds as (
    select * from {{ ref('feeds') }}
),

standardised as (
    select
        records.record_key,
        records.authority_code,
        records.feed_code,
        records.source_person_ref,
        feeds.feed_rank,
        greatest(records.first_received_on, feeds.registered_on) as first_known_on,
        records.forename,
        records.surname,
        nullif({{ standard_name('records.forename') }}, '') as standard_forename,
        nullif({{ standard_name('records.surname') }}, '') as standard_surname,
        records.date_of_birth,
        sex_codes.sex,
        records.upn,
        records.nhs_number,
        records.nino,
        records.uprn,
        -- ZZ99 stands for no fixed abode and unknown: it never says where anyone lives.
        case when records.postcode not like 'ZZ99%' then records.postcode end as postcode
    from records
    inner join feeds on records.feed_code = feeds.feed_code
    left join {{ ref('sex_codes') }} as sex_codes on upper(records.sex) = sex_codes.sent_code
),

-- The order that decides whose key a person carries: known first, then feed, then reference.
final as (
    select
        standardised.*,
        row_number() over (
            order by
                standardised.first_known_on,
                standardised.feed_rank,
                standardised.source_person_ref,
                standardised.record_key
        ) as record_rank
    from standardised
)

select * from final
