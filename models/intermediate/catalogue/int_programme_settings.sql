-- A value of the authority holds until its next one of the same setting; an empty one gives the
-- setting back to the national value.
with local_values as (
    select * from {{ known_rows(
        ref('stg_local__programme_settings'), key=['setting', 'valid_from']
    ) }}
),

national as (
    select
        authorities.authority_code,
        settings.setting,
        settings.setting_name,
        settings.value_type,
        settings.value_unit,
        settings.provenance,
        settings.confidence,
        case settings.setting
            when 'funding_model' then coalesce(authorities.funding_model, settings.setting_value)
            else settings.setting_value
        end as setting_value
    from {{ ref('programme_settings') }} as settings
    cross join {{ ref('int_authorities') }} as authorities
),

said as (
    select
        national.authority_code,
        national.setting,
        cast(null as {{ dbt.type_string() }}) as setting_value,
        date '1900-01-01' as valid_from,
        0 as is_local
    from national
    union all
    select
        local_values.authority_code,
        local_values.setting,
        local_values.setting_value,
        local_values.valid_from,
        1 as is_local
    from local_values
),

intervals as (
    select
        said.*,
        coalesce(
            lead(said.valid_from) over (
                partition by said.authority_code, said.setting
                order by said.valid_from nulls last, said.is_local
            ),
            date '9999-12-31'
        ) as valid_to
    from said
),

final as (
    select
        national.authority_code,
        national.setting,
        national.setting_name,
        national.value_type,
        national.value_unit,
        coalesce(intervals.setting_value, national.setting_value) as setting_value,
        intervals.valid_from,
        intervals.valid_to,
        case when intervals.setting_value is not null then 1 else 0 end as is_local,
        case
            when intervals.setting_value is not null then 'set by the authority'
            else national.provenance
        end as provenance,
        case when intervals.setting_value is not null then 'H' else national.confidence end
            as confidence
    from intervals
    inner join national
        on
            intervals.authority_code = national.authority_code
            and intervals.setting = national.setting
    where intervals.valid_from < intervals.valid_to
)

select * from final
