{%- macro placed_entries(entries, hashed) -%}
    {%- set parts = [] -%}
    {%- for column in ['previous_hash'] + hashed -%}
        {%- do parts.append("coalesce(cast(e." ~ column ~ " as " ~ dbt.type_string() ~ "), '')") -%}
    {%- endfor -%}
    select
        e.*,
        {{ sha256_hex(parts | join(" || '|' || ")) }} as hash_now,
        row_number() over (
            partition by e.authority_code
            order by e.source_file, e.source_row
        ) as place,
        coalesce(
            lag(e.entry_hash) over (
                partition by e.authority_code
                order by e.source_file, e.source_row
            ),
            repeat('0', 64)
        ) as hash_before
    from {{ entries }} as e
{%- endmacro -%}
