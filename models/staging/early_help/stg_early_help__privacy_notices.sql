with staged as (
    {{ staged_table('early_help', 'programme_privacy_notices') }}
),

final as (
    select
        *,
        {{ record_key('family', 'family_ref') }} as family_record_key
    from staged
)

select * from final
