-- Every need of an older version says what took its place in the next one, and every need of the
-- newest version is what some older need became.
with versions as (
    select
        v.framework_version,
        lead(v.framework_version) over (order by v.valid_from) as next_version
    from {{ ref('framework_versions') }} as v
),

needs as (
    select
        n.need_code,
        n.framework_version,
        versions.next_version
    from {{ ref('needs') }} as n
    inner join versions on n.framework_version = versions.framework_version
)

select
    needs.need_code,
    'is not on the crosswalk' as problem
from needs
left join {{ ref('needs_crosswalk') }} as crosswalk
    on needs.need_code = case
        when needs.next_version is null then crosswalk.to_need_code
        else crosswalk.from_need_code
    end
where crosswalk.match is null
union all
select
    crosswalk.from_need_code as need_code,
    'does not lead to the next version' as problem
from {{ ref('needs_crosswalk') }} as crosswalk
left join needs as older on crosswalk.from_need_code = older.need_code
left join needs as newer on crosswalk.to_need_code = newer.need_code
where
    (crosswalk.match = 'none' and crosswalk.to_need_code is not null)
    or (
        crosswalk.match <> 'none'
        and coalesce(older.next_version, '') <> coalesce(newer.framework_version, '-')
    )
