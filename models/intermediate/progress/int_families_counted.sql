-- A family counts once a year, from the first day of it on which it counts.
with years as (
    select
        q.authority_code,
        q.financial_year,
        q.year_starts_on,
        q.year_ends_on
    from {{ ref('int_progress_quarters') }} as q
    group by
        q.authority_code,
        q.financial_year,
        q.year_starts_on,
        q.year_ends_on
),

counted as (
    select
        years.authority_code,
        'families_claimed' as measure,
        years.financial_year,
        claims.family_key,
        claims.submitted_on as counts_from
    from years
    inner join {{ ref('int_claims_made') }} as claims
        on
            years.authority_code = claims.authority_code
            and years.year_starts_on <= claims.submitted_on
            and years.year_ends_on >= claims.submitted_on
    where claims.is_standing = 1
    {% for measure, day in [
        ('families_whole_family', 'whole_family_from'), ('families_supported', 'assessed_on')
    ] -%}
    union all
    select
        years.authority_code,
        '{{ measure }}' as measure,
        years.financial_year,
        episodes.family_key,
        greatest(years.year_starts_on, episodes.started_on, episodes.{{ day }}) as counts_from
    from years
    inner join {{ ref('int_progress_episodes') }} as episodes
        on
            years.authority_code = episodes.authority_code
            and years.year_ends_on >= episodes.started_on
            and years.year_ends_on >= episodes.{{ day }}
            -- the day of closing is the first day after support
            and (
                episodes.closed_on is null
                or years.year_starts_on < episodes.closed_on
                or years.year_starts_on <= episodes.started_on
            )
    where episodes.{{ day }} is not null
    {% endfor %}
),

final as (
    select
        counted.authority_code,
        counted.measure,
        counted.financial_year,
        counted.family_key,
        min(counted.counts_from) as counts_from
    from counted
    group by
        counted.authority_code,
        counted.measure,
        counted.financial_year,
        counted.family_key
)

select * from final
