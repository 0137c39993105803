with exclusions as (
    select * from {{ known_rows(
        ref('stg_school_census__exclusions'),
        key=[
            'census_year', 'census_term', 'school_ref', 'is_on_roll', 'pupil_ref',
            'row_ref',
        ]
    ) }}
),

meals as (
    select
        m.*,
        true as is_on_roll
    from {{ known_rows(ref('stg_school_census__fsm_periods')) }} as m
    where
        m.eligible_from is not null
        and coalesce(m.eligible_to, date '9999-12-31') >= m.eligible_from
),

-- A term in which any block has more absent than possible proves nothing; the row says so.
sessions as (
    select
        s.authority_code,
        s.record_key,
        s.starts_on,
        s.ends_on,
        s.term_number,
        s.source_file,
        sum(s.possible - s.absent) as attended,
        sum(s.unauthorised) as unauthorised,
        sum(s.possible) as possible,
        min(s.source_row) as source_row,
        max(s.source_row) as source_row_last,
        count(distinct s.source_row) as source_row_count,
        min(s.received_at) as received_at
    from {{ ref('int_census_sessions') }} as s
    group by
        s.authority_code,
        s.record_key,
        s.starts_on,
        s.ends_on,
        s.term_number,
        s.source_file
    having max(case when s.absent > s.possible then 1 else 0 end) = 0
),

final as (
    {% for evidence_type, counted in {
        'attendance_sessions': 'attended', 'unauthorised_absence_sessions': 'unauthorised'
    }.items() -%}
    select
        '{{ evidence_type }}' as evidence_type,
        sessions.authority_code,
        sessions.record_key,
        cast(null as {{ dbt.type_string() }}) as case_ref,
        cast(null as date) as event_date,
        sessions.starts_on as period_start,
        cast({{ dbt.dateadd('day', 1, 'sessions.ends_on') }} as date) as period_end,
        cast(sessions.{{ counted }} as bigint) as value_number,
        cast(sessions.possible as bigint) as value_base,
        cast(null as {{ dbt.type_string() }}) as value_text,
        'subject' as person_role,
        'school_census' as feed_code,
        cast(sessions.term_number as {{ dbt.type_string() }}) as source_record_id,
        sessions.source_file,
        sessions.source_row,
        sessions.source_row_last,
        sessions.source_row_count,
        sessions.received_at
    from sessions
    union all
    {% endfor -%}
    {{ evidence_row(
        "case when pupils.is_on_roll then 'on_roll' else 'left_roll' end",
        'pupils', 'pupils.pupil_ref',
        on='pupils.left_on',
        starts='pupils.entered_on',
        until='case when pupils.is_on_roll then cast('
            ~ dbt.dateadd('day', 1, 'pupils.census_on') ~ ' as date) end'
    ) }}
    from {{ ref('int_census_pupils') }} as pupils
    where pupils.record_key is not null
    union all
    -- P: told by the parent; S: by the school. Held until the census that asks next.
    {{ evidence_row(
        "'young_carer_declared'", 'pupils', 'pupils.pupil_ref',
        starts='pupils.census_on',
        until='cast('
            ~ dbt.dateadd('month', 'item_terms.holds_months', 'pupils.census_on') ~ ' as date)',
        text='pupils.young_carer'
    ) }}
    from {{ ref('int_census_pupils') }} as pupils
    inner join {{ ref('int_census_item_terms') }} as item_terms
        on
            pupils.authority_code = item_terms.authority_code
            and pupils.academic_year_start = item_terms.academic_year_start
            and pupils.census_term = item_terms.census_term
            and item_terms.census_item = 'young_carer'
    where
        pupils.record_key is not null
        and pupils.young_carer in ('P', 'S')
    union all
    {{ evidence_row(
        "case exclusions.category when 'PERM' then 'permanent_exclusion' "
            ~ "when 'LNCH' then 'lunchtime_exclusion' else 'suspension' end",
        'exclusions', 'exclusions.row_ref',
        on='exclusions.started_on',
        number='exclusions.sessions',
        text='exclusions.reason_1',
        record='pupils.record_key'
    ) }}
    from exclusions
    inner join {{ ref('int_census_pupils') }} as pupils
        on {{ same_census_pupil('exclusions', 'pupils') }}
    where pupils.record_key is not null
    union all
    {{ evidence_row(
        "'free_school_meals'", 'meals',
        "pupils.pupil_ref || '|' || cast(meals.eligible_from as " ~ dbt.type_string() ~ ")",
        starts='meals.eligible_from',
        last_day='meals.eligible_to',
        record='pupils.record_key'
    ) }}
    from meals
    inner join {{ ref('int_census_pupils') }} as pupils
        on {{ same_census_pupil('meals', 'pupils') }}
    where pupils.record_key is not null
)

select * from final
