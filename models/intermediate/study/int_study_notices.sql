-- Which families were told, and whether what they were told mentions the study.
with notices as (
    select * from {{ known_rows(
        ref('stg_early_help__privacy_notices'), key=['notice_ref']
    ) }}
),

final as (
    select
        keys.authority_code,
        keys.family_key,
        count(*) as notices,
        min(case when notices.is_about_study then notices.given_on end) as told_on
    from notices
    inner join {{ ref('int_family_keys') }} as keys
        on notices.family_record_key = keys.family_record_key
    where notices.given_on <= {{ as_of_date() }}
    group by
        keys.authority_code,
        keys.family_key
)

select * from final
