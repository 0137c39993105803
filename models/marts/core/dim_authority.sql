select
    a.authority_code,
    a.gss_code,
    a.authority_name,
    a.funding_model
from {{ ref('int_authorities') }} as a
