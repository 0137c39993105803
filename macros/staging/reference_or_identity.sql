{%- macro reference_or_identity(reference, row) -%}
    coalesce(
        {{ reference }},
        'identity:' || md5(
            {{ standard_name(row ~ '.forename') }} || '|'
            || {{ standard_name(row ~ '.surname') }} || '|'
            || cast({{ row }}.date_of_birth as {{ dbt.type_string() }})
        )
    )
{%- endmacro -%}
