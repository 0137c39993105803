-- When any delivery last named a record. A feed that sends everything it ever held says nothing by
-- naming somebody still, so it does not count.
with told as (
    {% for model in staging_models_of_people() -%}
    select
        t.record_key,
        t.feed_code,
        max(t.received_at) as last_told_on
    from {{ known_rows(ref(model), ever=true) }} as t
    where t.record_key is not null
    group by
        t.record_key,
        t.feed_code
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

final as (
    select
        told.record_key,
        max(told.last_told_on) as last_told_on
    from told
    inner join {{ ref('feeds') }} as feeds on told.feed_code = feeds.feed_code
    where feeds.period_kind <> 'none'
    group by told.record_key
)

select * from final
