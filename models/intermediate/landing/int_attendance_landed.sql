-- A file of marks is looked through anew when it holds something else, or is read otherwise.
select
    landed.source_file,
    md5(landed.taken_in_as || '|' || context.code_version) as built_from
from {{ ref('landed_files') }} as landed
cross join {{ ref('build_context') }} as context
where
    landed.file_status = 'taken_in'
    and landed.feed_code = 'attendance'
    and landed.table_name = 'marks'
