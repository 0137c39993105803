{%- macro chain_breaks(placed) -%}
    select
        p.authority_code,
        p.source_file,
        p.source_row,
        case
            when p.entry_no <> p.place then 'an entry is missing or out of its place'
            when p.previous_hash <> p.hash_before then 'not the entry that came before'
            when p.recorded_authority_code <> p.authority_code then 'of another authority'
            else 'changed since it was written'
        end as problem
    from {{ placed }} as p
    where
        p.entry_no <> p.place
        or p.previous_hash <> p.hash_before
        or p.recorded_authority_code <> p.authority_code
        or p.entry_hash <> p.hash_now
{%- endmacro -%}
