-- Financial years of an authority: the sum of its periods, shown only where it narrows none of
-- them. Periods stand as they were published when they were over.
with periods as (
    select * from {{ ref('int_area_period_limits') }}
),

sums as (
    select
        p.output_code,
        p.authority_code,
        p.headline_code,
        p.financial_year,
        min(p.is_year_over) as is_year_over,
        min(p.threshold) as threshold,
        min(p.rounding_base) as rounding_base,
        min(p.least_secret) as least_secret,
        cast(sum(p.cell_value) as integer) as cell_value,
        sum(p.low) as parts_low,
        sum(p.high) as parts_high
    from periods as p
    group by
        p.output_code,
        p.authority_code,
        p.headline_code,
        p.financial_year
),

limits as (
    select
        s.*,
        {{ rounded_count('s.cell_value', 's.rounding_base') }} as rounded_value,
        case
            when s.cell_value < s.threshold and (s.cell_value > 0 or s.least_secret = 0) then 1
            else 0
        end as is_primary,
        greatest(
            {{ rounded_count('s.cell_value', 's.rounding_base') }}
            - floor(s.rounding_base / 2.0),
            case when s.cell_value > 0 then s.threshold else 0 end,
            case when s.headline_code = 'all' then max(
                case when s.headline_code <> 'all' then s.cell_value else 0 end
            ) over (partition by s.output_code, s.authority_code, s.financial_year) else 0 end
        ) as low,
        least(
            {{ rounded_count('s.cell_value', 's.rounding_base') }}
            + case
                when s.cell_value > 0
                    then s.rounding_base - 1 - floor(s.rounding_base / 2.0)
                else 0
            end,
            case when s.headline_code = 'all' then 1000000000 else max(
                case when s.headline_code = 'all' then s.cell_value else 0 end
            ) over (partition by s.output_code, s.authority_code, s.financial_year) end
        ) as high
    from sums as s
),

narrowing as (
    select
        limits.output_code,
        limits.authority_code,
        limits.headline_code,
        limits.financial_year,
        max(case
            -- where none at all is shown, a year that is small would say too much of its periods:
            -- it is kept back whatever it is
            when p.is_hidden = 1 and (p.is_primary = 0 or p.least_secret = 1) then 1
            when
                limits.low - (limits.parts_high - p.high)
                > case when p.is_primary = 1 then p.least_secret else p.low end
                then 1
            when
                limits.high - (limits.parts_low - p.low)
                < case when p.is_primary = 1 then p.most_secret else p.high end
                then 1
            else 0
        end) as is_narrowing
    from limits
    inner join periods as p
        on
            limits.output_code = p.output_code
            and limits.authority_code = p.authority_code
            and limits.headline_code = p.headline_code
            and limits.financial_year = p.financial_year
    group by
        limits.output_code,
        limits.authority_code,
        limits.headline_code,
        limits.financial_year
),

final as (
    select
        limits.output_code,
        limits.authority_code,
        limits.financial_year,
        limits.headline_code,
        limits.is_year_over,
        limits.cell_value,
        limits.rounded_value,
        case
            when limits.is_primary = 1 then 'primary'
            when narrowing.is_narrowing = 1 then 'complementary'
            else 'none'
        end as suppression
    from limits
    inner join narrowing
        on
            limits.output_code = narrowing.output_code
            and limits.authority_code = narrowing.authority_code
            and limits.headline_code = narrowing.headline_code
            and limits.financial_year = narrowing.financial_year
)

select * from final
