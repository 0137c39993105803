-- question: What stands between families and a claim, most common first?
-- audience: programme coordinator, practice leads
-- tables: claims.fct_claim_blocker
-- chart: horizontal bars
-- sharing: council staff; small numbers are possible
select
    b.authority_code,
    b.blocker_text,
    count(distinct b.episode_key) as episodes
from claims.fct_claim_blocker as b
where b.blocker_kind <> 'never'
group by b.authority_code, b.blocker_text
order by b.authority_code asc, episodes desc, b.blocker_text asc
