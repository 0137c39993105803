{%- macro families_in_spans(spans, starts_on, ends_on, key) -%}
    select
        spans.authority_code,
        'families_claimed' as measure,
        spans.{{ key }},
        claims.family_key,
        claims.submitted_on as counts_from
    from {{ spans }} as spans
    inner join {{ ref('int_claims_made') }} as claims
        on
            spans.authority_code = claims.authority_code
            and spans.{{ starts_on }} <= claims.submitted_on
            and spans.{{ ends_on }} >= claims.submitted_on
    where claims.is_standing = 1
    {% for measure, day in [
        ('families_whole_family', 'whole_family_from'), ('families_supported', 'assessed_on')
    ] -%}
    union all
    select
        spans.authority_code,
        '{{ measure }}' as measure,
        spans.{{ key }},
        episodes.family_key,
        greatest(spans.{{ starts_on }}, episodes.started_on, episodes.{{ day }}) as counts_from
    from {{ spans }} as spans
    inner join {{ ref('int_progress_episodes') }} as episodes
        on
            spans.authority_code = episodes.authority_code
            and spans.{{ ends_on }} >= episodes.started_on
            and spans.{{ ends_on }} >= episodes.{{ day }}
            -- the day of closing is the first day after support
            and (
                episodes.closed_on is null
                or spans.{{ starts_on }} < episodes.closed_on
                or spans.{{ starts_on }} <= episodes.started_on
            )
    where episodes.{{ day }} is not null
    {% endfor %}
{%- endmacro -%}
