with needs as (
    select * from {{ ref('needs') }}
),

headlines as (
    select * from {{ ref('headlines') }}
),

-- A headline carries the name that is in force on the as-of date, or its last one.
names as (
    select ranked.*
    from (
        select
            n.*,
            row_number() over (
                partition by n.headline_code
                order by
                    case
                        when n.valid_from <= {{ as_of_date() }} and n.valid_to > {{ as_of_date() }}
                            then 0
                        else 1
                    end,
                    n.valid_from desc
            ) as name_rank
        from {{ ref('headline_names') }} as n
    ) as ranked
    where ranked.name_rank = 1
),

-- Several authorities confirm each for itself; here a row counts once all of them have.
confirmations as (
    select c.row_code
    from {{ ref('int_confirmations') }} as c
    where c.catalogue_table = 'needs'
    group by c.row_code
    having count(*) = (select count(*) from {{ ref('int_authorities') }})
),

final as (
    select
        needs.framework_version,
        needs.need_code,
        needs.headline_code,
        headlines.headline_no,
        names.headline_name,
        needs.need_no,
        needs.need_name,
        needs.person_scope,
        needs.valid_from,
        needs.valid_to,
        needs.provenance,
        needs.confidence,
        case when confirmations.row_code is null then 0 else 1 end as is_confirmed
    from needs
    inner join headlines on needs.headline_code = headlines.headline_code
    left join names on needs.headline_code = names.headline_code
    left join confirmations on needs.need_code = confirmations.row_code
)

select * from final
