-- Every headline with the name that is in force on the as-of date, or its last one.
with headlines as (
    select * from {{ ref('headlines') }}
),

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

final as (
    select
        headlines.headline_code,
        headlines.framework_version,
        headlines.headline_no,
        names.headline_name,
        headlines.provenance,
        headlines.confidence
    from headlines
    left join names on headlines.headline_code = names.headline_code
)

select * from final
