-- R29: the needs of an episode are of its own framework version.
select n.need_instance_id
from {{ ref('fct_family_need') }} as n
inner join {{ ref('fct_support_episode') }} as e on n.episode_key = e.episode_key
inner join {{ ref('dim_need') }} as d on n.need_code = d.need_code
where
    n.framework_version <> e.framework_version
    or d.framework_version <> e.framework_version
