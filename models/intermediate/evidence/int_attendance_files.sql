-- A file of marks is counted anew when it holds something else, or is read or counted otherwise.
with counted_by as (
    select {{ list_of_texts('by_rows.row_text', 'by_rows.row_text', "'|'") }} as rows_text
    from (
        select
            terms.authority_code || ' ' || cast(terms.term_number as {{ dbt.type_string() }})
            || ' ' || cast(terms.starts_on as {{ dbt.type_string() }})
            || ' ' || cast(terms.ends_on as {{ dbt.type_string() }}) as row_text
        from {{ ref('int_school_terms') }} as terms
        union all
        select
            codes.attendance_code || ' ' || codes.statistical_class
            || ' ' || cast(codes.counts_possible as {{ dbt.type_string() }})
            || ' ' || cast(codes.counts_attended as {{ dbt.type_string() }})
            || ' ' || cast(codes.valid_from as {{ dbt.type_string() }})
            || ' ' || cast(codes.valid_to as {{ dbt.type_string() }}) as row_text
        from {{ ref('attendance_codes') }} as codes
    ) as by_rows
),

final as (
    select
        in_force.source_file,
        md5(landed.built_from || '|' || coalesce(counted_by.rows_text, '')) as built_from
    from {{ ref('int_files_in_force') }} as in_force
    inner join {{ ref('int_attendance_landed') }} as landed
        on in_force.source_file = landed.source_file
    cross join counted_by
)

select * from final
