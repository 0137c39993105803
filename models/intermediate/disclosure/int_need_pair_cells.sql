-- Families with needs of two headlines in a financial year before control, none at all too: of the
-- authority as a whole and of each locality, or of a ward that lies in none.
with facts as (
    select
        f.authority_code,
        f.financial_year,
        f.pair_code,
        case
            when areas.area_code is null then 'not_known not_known'
            when areas.locality_code is null then 'ward ' || areas.area_code
            else 'locality ' || areas.locality_code
        end as place_key
    from {{ ref('int_need_pair_facts') }} as f
    left join {{ ref('int_reporting_areas') }} as areas
        on
            f.authority_code = areas.authority_code
            and f.ward_code = areas.area_code
            and areas.area_type = 'ward'
),

counts as (
    select
        f.authority_code,
        f.financial_year,
        f.pair_code,
        f.place_key as part_key,
        count(*) as families
    from facts as f
    group by
        f.authority_code,
        f.financial_year,
        f.pair_code,
        f.place_key
    union all
    select
        f.authority_code,
        f.financial_year,
        f.pair_code,
        'whole' as part_key,
        count(*) as families
    from facts as f
    group by
        f.authority_code,
        f.financial_year,
        f.pair_code
),

pairs as (
    select
        p.authority_code,
        p.financial_year,
        p.pair_code,
        p.first_headline_code,
        p.second_headline_code
    from {{ ref('int_need_pairs') }} as p
    group by
        p.authority_code,
        p.financial_year,
        p.pair_code,
        p.first_headline_code,
        p.second_headline_code
),

final as (
    select
        limits.authority_code,
        limits.financial_year,
        limits.pair_code,
        pairs.first_headline_code,
        pairs.second_headline_code,
        limits.part_key,
        case when limits.part_key = 'whole' then 'whole' else 'area' end as part_kind,
        case when limits.part_key <> 'whole' then 'whole' end as parent_part_key,
        case when limits.part_key = 'whole' then 0 else 1 end as part_depth,
        limits.least_shared,
        limits.most_shared,
        cast(coalesce(counts.families, 0) as integer) as cell_value
    from {{ ref('int_need_pair_limits') }} as limits
    inner join pairs
        on
            limits.authority_code = pairs.authority_code
            and limits.financial_year = pairs.financial_year
            and limits.pair_code = pairs.pair_code
    left join counts
        on
            limits.authority_code = counts.authority_code
            and limits.financial_year = counts.financial_year
            and limits.pair_code = counts.pair_code
            and limits.part_key = counts.part_key
)

select * from final
