{%- macro area_table(output_code, detail) -%}
with rows_shown as (
    select * from {{ ref('int_area_rows') }}
    where output_code = '{{ output_code }}'
),

final as (
    select
        r.authority_code,
        r.financial_year,
        r.period_type,
        r.period_start,
        r.period_end,
        r.area_type,
        r.area_code,
        r.area_name,
        case when r.measure_type = 'detail' then '{{ detail }}' else r.measure_type end
            as measure_type,
        r.framework_version,
        r.headline_code,
        r.headline_no,
        r.headline_name,
        r.detail_code as {{ detail }}_code,
        r.detail_name as {{ detail }}_name,
        r.families,
        r.shown,
        r.percent_of_all,
        r.percent_shown,
        r.suppression,
        r.threshold,
        r.rounding_base
    from rows_shown as r
)

select * from final
{%- endmacro -%}
