-- Each family once in every part of a period that it counts in: the whole, its month, its ward and
-- locality, and each need or outcome.
with facts as (
    select * from {{ ref('int_area_facts') }}
),

placed as (
    select
        facts.*,
        coalesce('ward ' || areas.area_code, 'not_known not_known') as ward_key,
        'locality ' || areas.locality_code as locality_key
    from facts
    left join {{ ref('int_reporting_areas') }} as areas
        on
            facts.authority_code = areas.authority_code
            and facts.ward_code = areas.area_code
            and areas.area_type = 'ward'
),

final as (
    {% for part_key, condition in [
        ("'whole'", "placed.detail_code = 'all'"),
        (
            "'month ' || cast(placed.month_start as " ~ dbt.type_string() ~ ")",
            "placed.detail_code = 'all'"
        ),
        ('placed.ward_key', "placed.detail_code = 'all'"),
        ('placed.locality_key', "placed.detail_code = 'all' and placed.locality_key is not null"),
        ("'detail ' || placed.detail_code", "placed.detail_code <> 'all'"),
    ] -%}
    select
        placed.output_code,
        placed.authority_code,
        placed.period_start,
        placed.headline_code,
        placed.family_key,
        {{ part_key }} as part_key
    from placed
    where {{ condition }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from final
