with spine as (
    {{ dbt.date_spine('day', "cast('2011-04-01' as date)", "cast('2036-04-01' as date)") }}
),

final as (
    select cast(spine.date_day as date) as date_day
    from spine
)

select * from final
