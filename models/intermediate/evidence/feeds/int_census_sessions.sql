-- One row per pupil row and block of sessions. A census that carries totals of absence is believed
-- over its rows by attendance code; one that does not is counted from those rows.
with item_terms as (
    select * from {{ ref('int_census_item_terms') }}
),

details as (
    select * from {{ known_rows(
        ref('stg_school_census__session_details'),
        key=[
            'census_year', 'census_term', 'school_ref', 'is_on_roll', 'census_item',
            'row_ref',
        ]
    ) }}
),

blocks as (
    {% for item, block in [
        ('termly_sessions', 'sessions'), ('second_half_summer_sessions', 'second_half')
    ] -%}
    select
        pupils.authority_code,
        pupils.academic_year_start,
        pupils.census_year,
        pupils.census_term,
        pupils.school_ref,
        pupils.pupil_ref,
        pupils.is_on_roll,
        pupils.record_key,
        pupils.source_file,
        pupils.source_row,
        pupils.received_at,
        pupils.has_absence_totals,
        '{{ item }}' as census_item,
        pupils.{{ block }}_possible as possible,
        coalesce(pupils.{{ block }}_authorised, 0) + coalesce(pupils.{{ block }}_unauthorised, 0)
            as absent,
        coalesce(pupils.{{ block }}_unauthorised, 0) as unauthorised
    from {{ ref('int_census_pupils') }} as pupils
    where
        pupils.record_key is not null
        and pupils.{{ block }}_possible > 0
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

absent_by_code as (
    select
        details.authority_code,
        details.census_year,
        details.census_term,
        details.school_ref,
        details.pupil_ref,
        details.is_on_roll,
        details.census_item,
        sum(details.sessions) as absent,
        sum(case when codes.statistical_class = 'unauthorised' then details.sessions else 0 end)
            as unauthorised
    from details
    inner join item_terms
        on
            details.authority_code = item_terms.authority_code
            and details.census_term = item_terms.census_term
            and {{ academic_year_start('details.census_year', 'details.census_term') }}
            = item_terms.academic_year_start
            and details.census_item = item_terms.census_item
    inner join {{ ref('attendance_codes') }} as codes
        on
            details.attendance_code = codes.attendance_code
            and item_terms.starts_on >= codes.valid_from
            and item_terms.starts_on < codes.valid_to
            and codes.counts_possible = 1
            and codes.counts_attended = 0
    group by
        details.authority_code,
        details.census_year,
        details.census_term,
        details.school_ref,
        details.pupil_ref,
        details.is_on_roll,
        details.census_item
),

final as (
    select
        blocks.authority_code,
        blocks.record_key,
        blocks.census_item,
        blocks.source_file,
        blocks.source_row,
        blocks.received_at,
        blocks.has_absence_totals,
        item_terms.term_number,
        item_terms.starts_on,
        item_terms.ends_on,
        blocks.possible,
        case
            when blocks.has_absence_totals then blocks.absent
            else coalesce(absent_by_code.absent, 0)
        end as absent,
        case
            when blocks.has_absence_totals then blocks.unauthorised
            else coalesce(absent_by_code.unauthorised, 0)
        end as unauthorised
    from blocks
    inner join item_terms
        on
            blocks.authority_code = item_terms.authority_code
            and blocks.academic_year_start = item_terms.academic_year_start
            and blocks.census_term = item_terms.census_term
            and blocks.census_item = item_terms.census_item
    left join absent_by_code
        on
            blocks.authority_code = absent_by_code.authority_code
            and blocks.census_year = absent_by_code.census_year
            and blocks.census_term = absent_by_code.census_term
            and blocks.school_ref is not distinct from absent_by_code.school_ref
            and blocks.pupil_ref = absent_by_code.pupil_ref
            and blocks.is_on_roll = absent_by_code.is_on_roll
            and blocks.census_item = absent_by_code.census_item
)

select * from final
