-- A feed goes to the study where every file of it that may be used came under an agreement that
-- names research. The council's own records, of which no agreement is on record, need none.
with files as (
    select
        a.authority_code,
        a.feed_code,
        case
            when a.agreement_state = 'in_agreement'
                then ' ' || a.purposes || ' ' like '% research %'
            else feeds.needs_agreement = 0
        end as may_be_sent
    from {{ ref('int_file_agreements') }} as a
    inner join {{ ref('feeds') }} as feeds on a.feed_code = feeds.feed_code
    where a.is_allowed
),

final as (
    select
        files.authority_code,
        files.feed_code,
        bool_and(files.may_be_sent) as may_research
    from files
    group by
        files.authority_code,
        files.feed_code
)

select * from final
