{%- macro files_not_read_before(current) -%}
    select
        files.source_file,
        files.built_from
    from {{ ref(current) }} as files
    {%- if is_incremental() %}
    left join (
        select old.built_from
        from {{ this }} as old
        group by old.built_from
    ) as kept on files.built_from = kept.built_from
    where kept.built_from is null
    {%- endif %}
{%- endmacro -%}
