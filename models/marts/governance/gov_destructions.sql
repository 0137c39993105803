-- What was destroyed, file by file, so that nobody wonders where the rows have gone.
with final as (
    select
        d.authority_code,
        d.destruction_ref,
        d.rule_id,
        rules.rule_name,
        d.subject,
        d.destroyed_from,
        d.destroyed_on,
        cast(d.subjects as bigint) as subjects,
        cast(d.rows_destroyed as bigint) as rows_destroyed,
        case when d.is_whole_file then 1 else 0 end as is_whole_file,
        d.signed_by,
        d.signed_on,
        d.attested_on
    from {{ ref('int_destructions') }} as d
    left join {{ ref('retention_rules') }} as rules on d.rule_id = rules.rule_id
)

select * from final
