-- Every headline has needs and every need an outcome; and a route asks for each need: as one of its
-- headlines, or by an outcome that is enough.
with by_outcome as (
    select
        enough.framework_version,
        outcomes.need_code
    from {{ ref('claim_route_outcomes') }} as enough
    inner join {{ ref('outcomes') }} as outcomes on enough.outcome_code = outcomes.outcome_code
)

select
    headlines.headline_code as code,
    'has no need' as problem
from {{ ref('headlines') }} as headlines
left join {{ ref('needs') }} as needs
    on
        headlines.headline_code = needs.headline_code
        and headlines.framework_version = needs.framework_version
where needs.need_code is null
union all
select
    needs.need_code as code,
    'has no outcome of its version' as problem
from {{ ref('needs') }} as needs
left join {{ ref('outcomes') }} as outcomes
    on
        needs.need_code = outcomes.need_code
        and needs.framework_version = outcomes.framework_version
where outcomes.outcome_code is null
union all
select
    needs.need_code as code,
    'is on no route' as problem
from {{ ref('needs') }} as needs
left join {{ ref('claim_route_headlines') }} as by_headline
    on
        needs.framework_version = by_headline.framework_version
        and needs.headline_code = by_headline.headline_code
left join by_outcome
    on
        needs.framework_version = by_outcome.framework_version
        and needs.need_code = by_outcome.need_code
where
    by_headline.headline_code is null
    and by_outcome.need_code is null
