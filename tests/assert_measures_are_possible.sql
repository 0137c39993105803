-- A cut-off or a change that no score can reach would decide nothing and say so nowhere.
select m.measure_code
from {{ ref('measures') }} as m
where
    m.lowest >= m.highest
    or m.cut_off < m.lowest
    or m.cut_off > m.highest
    or m.reliable_change <= 0
    or m.reliable_change > m.highest - m.lowest
    or m.age_min > m.age_max
