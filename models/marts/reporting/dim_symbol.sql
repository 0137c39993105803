select
    s.symbol,
    s.symbol_name,
    s.meaning,
    s.provenance,
    s.confidence
from {{ ref('disclosure_symbols') }} as s
