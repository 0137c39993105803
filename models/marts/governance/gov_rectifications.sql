with rectifications as (
    select * from {{ ref('int_rectifications') }}
),

final as (
    select
        rectifications.authority_code,
        rectifications.feed_code,
        rectifications.table_name,
        rectifications.column_name,
        cast(count(*) as integer) as rectifications,
        cast(count(rectifications.withdrawn_on) as integer) as rectifications_withdrawn,
        cast(sum(
            case
                when
                    rectifications.withdrawn_on is null
                    and rectifications.cells_put_right = 0
                    then 1
                else 0
            end
        ) as integer) as rectifications_without_a_cell,
        cast(sum(rectifications.cells_put_right) as integer) as cells_put_right
    from rectifications
    group by
        rectifications.authority_code,
        rectifications.feed_code,
        rectifications.table_name,
        rectifications.column_name
)

select * from final
