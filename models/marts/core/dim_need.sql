-- Several authorities confirm each for itself; here a row counts once all of them have.
with confirmations as (
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
        headlines.headline_name,
        needs.need_no,
        needs.need_name,
        needs.person_scope,
        needs.valid_from,
        needs.valid_to,
        needs.provenance,
        needs.confidence,
        case when confirmations.row_code is null then 0 else 1 end as is_confirmed
    from {{ ref('needs') }} as needs
    inner join {{ ref('dim_headline') }} as headlines
        on needs.headline_code = headlines.headline_code
    left join confirmations on needs.need_code = confirmations.row_code
)

select * from final
