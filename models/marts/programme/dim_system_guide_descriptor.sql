select
    s.authority_code,
    s.section,
    s.section_name,
    s.section_order,
    s.section_kind,
    s.descriptor_code,
    s.descriptor_order,
    s.descriptor_text,
    s.is_placeholder,
    s.provenance,
    s.confidence
from {{ ref('int_system_guide_descriptors') }} as s
