-- The feeds that members of an episode object to; what one of them withholds is not known of the
-- family either.
{% set subjects = ['people.person_key', "'family'"] %}
with objections as (
    select * from {{ ref('int_objections') }}
    where scope = 'feed'
),

final as (
    {% for subject in subjects -%}
    select
        people.episode_key,
        {{ subject }} as person_key,
        objections.objected_feed_code
    from {{ ref('int_episode_people') }} as people
    inner join objections on people.person_key = objections.person_key
    group by
        people.episode_key,
        {{ subject }},
        objections.objected_feed_code
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from final
