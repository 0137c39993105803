-- What a version could pay an authority at most for the families agreed with it: the best route in
-- full for each family, less the share taken to have turned around anyway. The catalogue as it
-- comes: what an authority of the home puts in its place says nothing about others.
with units as (
    select
        best.framework_version,
        max(best.unit_gbp) as unit_gbp
    from (
        select
            p.framework_version,
            p.route_code,
            p.valid_from,
            sum(p.amount_gbp) as unit_gbp
        from {{ ref('payments') }} as p
        group by
            p.framework_version,
            p.route_code,
            p.valid_from
    ) as best
    group by best.framework_version
),

shares as (
    select
        s.framework_version,
        max(case
            when s.setting = 'funded_numerator'
                then {{ safe_cast_number('s.setting_value', 'integer') }}
        end) as funded_numerator,
        max(case
            when s.setting = 'funded_denominator'
                then {{ safe_cast_number('s.setting_value', 'integer') }}
        end) as funded_denominator
    from {{ ref('framework_settings') }} as s
    group by s.framework_version
),

final as (
    select
        agreed.authority_name,
        agreed.framework_version,
        agreed.agreed_families,
        cast(units.unit_gbp as decimal(9, 2)) as unit_gbp,
        cast(
            agreed.agreed_families * units.unit_gbp * shares.funded_numerator
            / shares.funded_denominator as decimal(18, 2)
        ) as funding_gbp,
        agreed.published_from_gbp,
        agreed.published_below_gbp,
        agreed.published_wording,
        agreed.provenance,
        agreed.confidence
    from {{ ref('agreed_families') }} as agreed
    inner join units on agreed.framework_version = units.framework_version
    inner join shares on agreed.framework_version = shares.framework_version
)

select * from final
