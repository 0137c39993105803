select
    t.team_key,
    t.authority_code,
    t.team_name,
    t.organisation,
    t.hub_code,
    t.hub_name
from {{ ref('int_teams') }} as t
