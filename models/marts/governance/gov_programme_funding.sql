-- What a version could pay an authority at most for the families agreed with it: the best route in
-- full for each family, less the share taken to have turned around anyway.
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
        from {{ ref('int_payments') }} as p
        group by
            p.framework_version,
            p.route_code,
            p.valid_from
    ) as best
    group by best.framework_version
),

final as (
    select
        agreed.authority_name,
        agreed.framework_version,
        agreed.agreed_families,
        cast(units.unit_gbp as decimal(9, 2)) as unit_gbp,
        cast(
            agreed.agreed_families * units.unit_gbp * settings.funded_numerator
            / settings.funded_denominator as decimal(18, 2)
        ) as funding_gbp,
        agreed.published_from_gbp,
        agreed.published_below_gbp,
        agreed.published_wording,
        agreed.provenance,
        agreed.confidence
    from {{ ref('agreed_families') }} as agreed
    inner join units on agreed.framework_version = units.framework_version
    inner join {{ ref('int_framework_settings') }} as settings
        on agreed.framework_version = settings.framework_version
)

select * from final
