-- The descriptors of the guide as the authority has recorded them, in the order of its file; where
-- it has recorded none, the placeholders that stand in for the list, which could not be obtained.
with told as (
    select * from {{ known_rows(
        ref('stg_local__system_guide_descriptors'), key=['descriptor_code']
    ) }}
),

own as (
    select distinct told.authority_code
    from told
),

descriptors as (
    select
        told.authority_code,
        told.section,
        told.descriptor_code,
        told.source_row as descriptor_order,
        told.descriptor_text,
        0 as is_placeholder,
        'set by the authority' as provenance,
        'H' as confidence
    from told
    union all
    select
        authorities.authority_code,
        national.section,
        national.descriptor_code,
        row_number() over (
            partition by authorities.authority_code
            order by national.descriptor_code nulls last
        ) as descriptor_order,
        national.descriptor_text,
        1 as is_placeholder,
        national.provenance,
        national.confidence
    from {{ ref('system_guide_descriptors') }} as national
    cross join {{ ref('int_authorities') }} as authorities
    left join own on authorities.authority_code = own.authority_code
    where own.authority_code is null
),

final as (
    select
        descriptors.*,
        sections.section_name,
        sections.section_order,
        sections.kind as section_kind
    from descriptors
    inner join {{ ref('system_guide_sections') }} as sections
        on descriptors.section = sections.section
)

select * from final
