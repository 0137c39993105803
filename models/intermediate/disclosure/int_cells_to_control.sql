-- Every figure of the tables under disclosure control before anything is decided, with what bounds
-- it: whether another table forbids to show it (barred), whether few families are behind it, and
-- the most that another table lets it be.
with by_area as (
    select
        c.output_code,
        c.authority_code,
        cast(c.period_start as {{ dbt.type_string() }}) as period_key,
        c.headline_code as measure_key,
        c.part_kind,
        c.part_key,
        c.parent_part_key,
        c.part_depth,
        c.cell_value,
        case when c.headline_code = 'all' then 1 else 0 end as is_widest,
        case when c.part_kind = 'detail' then 1 else 0 end as is_union,
        s.threshold,
        s.rounding_base,
        s.zero_is_disclosive,
        0 as is_barred,
        0 as is_of_few,
        1000000000 as most_possible
    from {{ ref('int_area_cells') }} as c
    inner join {{ ref('int_disclosure_settings') }} as s
        on
            c.output_code = s.output_code
            and c.authority_code = s.authority_code
),

times as (
    select
        'time_to_outcome' as output_code,
        c.authority_code,
        cast(c.year_start as {{ dbt.type_string() }}) as period_key,
        c.headline_code as measure_key,
        c.part_kind,
        c.part_key,
        c.parent_part_key,
        c.part_depth,
        c.cell_value,
        case when c.headline_code = 'all' then 1 else 0 end as is_widest,
        case when c.part_kind = 'detail' then 1 else 0 end as is_union,
        s.threshold,
        s.rounding_base,
        s.zero_is_disclosive,
        0 as is_barred,
        0 as is_of_few,
        1000000000 as most_possible
    from {{ ref('int_time_to_outcome_cells') }} as c
    inner join {{ ref('int_disclosure_settings') }} as s
        on
            c.authority_code = s.authority_code
            and s.output_code = 'outcomes_by_area'
),

pairs as (
    select
        'need_pairs_by_area' as output_code,
        c.authority_code,
        c.financial_year as period_key,
        c.pair_code as measure_key,
        c.part_kind,
        c.part_key,
        c.parent_part_key,
        c.part_depth,
        c.cell_value,
        0 as is_widest,
        0 as is_union,
        s.threshold,
        s.rounding_base,
        s.zero_is_disclosive,
        case when bars.pair_code is null then 0 else 1 end as is_barred,
        0 as is_of_few,
        -- of the whole no more is asked than what is shown of it
        case when c.part_depth = 1 then c.most_shared else 1000000000 end as most_possible
    from {{ ref('int_need_pair_cells') }} as c
    inner join {{ ref('int_disclosure_settings') }} as s
        on
            c.authority_code = s.authority_code
            and s.output_code = 'needs_by_area'
    left join {{ ref('int_need_pair_bars') }} as bars
        on
            c.authority_code = bars.authority_code
            and c.financial_year = bars.financial_year
            and c.part_key = bars.part_key
            and c.pair_code = bars.pair_code
),

-- that something was not recorded tells of nobody, so that such figures are no secrets
equality as (
    select
        'equality' as output_code,
        c.authority_code,
        c.financial_year as period_key,
        c.measure_code as measure_key,
        c.part_kind,
        c.part_key,
        c.parent_part_key,
        c.part_depth,
        c.cell_value,
        0 as is_widest,
        0 as is_union,
        case when c.category_code = 'not_recorded' then 0 else s.threshold end as threshold,
        s.rounding_base,
        s.zero_is_disclosive,
        0 as is_barred,
        case
            when c.category_code <> 'not_recorded' and c.families < s.families_minimum then 1
            else 0
        end as is_of_few,
        case when c.measure_code = 'eligible' then supported.cell_value else 1000000000 end
            as most_possible
    from {{ ref('int_equality_cells') }} as c
    inner join {{ ref('int_disclosure_settings') }} as s
        on
            c.authority_code = s.authority_code
            and s.output_code = 'equality'
    inner join {{ ref('int_equality_cells') }} as supported
        on
            c.authority_code = supported.authority_code
            and c.financial_year = supported.financial_year
            and c.part_key = supported.part_key
            and supported.measure_code = 'supported'
),

united as (
    select * from by_area
    union all
    select * from times
    union all
    select * from pairs
    union all
    select * from equality
),

-- what is decided together: a period of a table, and each group of people by itself
final as (
    select
        united.*,
        united.output_code || ' ' || united.authority_code || ' ' || united.period_key
        || case when united.output_code = 'equality' then ' ' || united.measure_key else '' end
            as block_key
    from united
)

select * from final
