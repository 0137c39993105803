-- The reason stays in the register: it is free text.
select
    md5(concat_ws(
        '|', d.authority_code, d.target, d.episode_key, d.person_key, d.target_code
    )) as decision_key,
    d.authority_code,
    d.target,
    d.episode_key,
    d.person_key,
    d.target_code,
    d.decision,
    d.decided_by,
    d.decided_on
from {{ ref('int_decisions') }} as d
