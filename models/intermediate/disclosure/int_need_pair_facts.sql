-- Families with needs of two headlines of one version when they were assessed, once for each period
-- of a year that is over, as int_area_facts counts them.
with facts as (
    select
        f.authority_code,
        f.family_key,
        f.period_start,
        f.ward_code,
        f.headline_code
    from {{ ref('int_area_facts') }} as f
    where
        f.output_code = 'needs_by_area'
        and f.detail_code = 'all'
        and f.headline_code <> 'all'
),

pairs as (
    select * from {{ ref('int_need_pairs') }}
),

final as (
    select
        pairs.authority_code,
        pairs.financial_year,
        firsts.family_key,
        firsts.period_start,
        firsts.ward_code,
        pairs.pair_code
    from pairs
    inner join facts as firsts
        on
            pairs.authority_code = firsts.authority_code
            and pairs.period_start = firsts.period_start
            and pairs.first_headline_code = firsts.headline_code
    inner join facts as seconds
        on
            firsts.authority_code = seconds.authority_code
            and firsts.family_key = seconds.family_key
            and firsts.period_start = seconds.period_start
            and pairs.second_headline_code = seconds.headline_code
)

select * from final
