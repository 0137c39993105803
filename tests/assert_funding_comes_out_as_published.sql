-- Five sixths of the families in full: the sums that were published for the first phase come out.
select
    f.authority_name,
    f.funding_gbp,
    f.published_wording
from {{ ref('gov_programme_funding') }} as f
where
    f.funding_gbp < f.published_from_gbp
    or f.funding_gbp >= f.published_below_gbp
