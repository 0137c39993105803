-- A further pass over the links would change nothing: no group holds people of two clusters.
select
    g.group_key,
    count(distinct c.first_record_rank) as clusters
from {{ ref('int_link_groups') }} as g
inner join {{ ref('int_person_clusters') }} as c on g.record_rank = c.record_rank
where not g.is_contradicted
group by g.group_key
having count(distinct c.first_record_rank) > 1
