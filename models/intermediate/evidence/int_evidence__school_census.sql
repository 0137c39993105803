-- noqa: disable=LT02
with pupils as (
    select * from {{ ref('int_census_pupils') }}
    where record_key is not null
),

exclusions as (
    select * from {{ known_rows(
        ref('stg_school_census__exclusions'),
        key=[
            'authority_code', 'census_year', 'census_term', 'school_ref', 'is_on_roll', 'pupil_ref',
            'row_ref',
        ]
    ) }}
),

-- A term in which any block has more absent than possible proves nothing; the row says so.
sessions as (
    select
        'attendance_sessions' as evidence_type,
        s.authority_code,
        s.record_key,
        cast(null as date) as event_date,
        s.starts_on as period_start,
        cast({{ dbt.dateadd('day', 1, 's.ends_on') }} as date) as period_end,
        cast(sum(s.possible - s.absent) as bigint) as value_number,
        cast(sum(s.possible) as bigint) as value_base,
        cast(null as varchar) as value_text,
        cast(s.term_number as varchar) as source_record_id,
        s.source_file,
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

roll_rows as (
    select
        case when pupils.is_on_roll then 'on_roll' else 'left_roll' end as evidence_type,
        pupils.authority_code,
        pupils.record_key,
        pupils.left_on as event_date,
        pupils.entered_on as period_start,
        case
            when pupils.is_on_roll
                then cast({{ dbt.dateadd('day', 1, 'pupils.census_on') }} as date)
        end as period_end,
        cast(null as bigint) as value_number,
        cast(null as bigint) as value_base,
        cast(null as varchar) as value_text,
        pupils.pupil_ref as source_record_id,
        pupils.source_file,
        pupils.source_row,
        pupils.source_row as source_row_last,
        1 as source_row_count,
        pupils.received_at
    from pupils
),

-- P: told by the parent; S: by the school. Held until the census that asks next.
young_carers as (
    select
        'young_carer_declared' as evidence_type,
        pupils.authority_code,
        pupils.record_key,
        cast(null as date) as event_date,
        pupils.census_on as period_start,
        cast({{ dbt.dateadd('month', 'item_terms.holds_months', 'pupils.census_on') }} as date)
            as period_end,
        cast(null as bigint) as value_number,
        cast(null as bigint) as value_base,
        pupils.young_carer as value_text,
        pupils.pupil_ref as source_record_id,
        pupils.source_file,
        pupils.source_row,
        pupils.source_row as source_row_last,
        1 as source_row_count,
        pupils.received_at
    from pupils
    inner join {{ ref('int_census_item_terms') }} as item_terms
        on
            pupils.authority_code = item_terms.authority_code
            and pupils.academic_year_start = item_terms.academic_year_start
            and pupils.census_term = item_terms.census_term
            and item_terms.census_item = 'young_carer'
    where pupils.young_carer in ('P', 'S')
),

excluded as (
    select
        case exclusions.category
            when 'PERM' then 'permanent_exclusion'
            when 'LNCH' then 'lunchtime_exclusion'
            else 'suspension'
        end as evidence_type,
        pupils.authority_code,
        pupils.record_key,
        exclusions.started_on as event_date,
        cast(null as date) as period_start,
        cast(null as date) as period_end,
        cast(exclusions.sessions as bigint) as value_number,
        cast(null as bigint) as value_base,
        exclusions.reason_1 as value_text,
        exclusions.row_ref as source_record_id,
        exclusions.source_file,
        exclusions.source_row,
        exclusions.source_row as source_row_last,
        1 as source_row_count,
        exclusions.received_at
    from exclusions
    inner join pupils
        on
            exclusions.authority_code = pupils.authority_code
            and exclusions.census_year = pupils.census_year
            and exclusions.census_term = pupils.census_term
            and exclusions.school_ref is not distinct from pupils.school_ref
            and exclusions.pupil_ref = pupils.pupil_ref
            and exclusions.is_on_roll = pupils.is_on_roll
),

free_meals as (
    select
        'free_school_meals' as evidence_type,
        pupils.authority_code,
        pupils.record_key,
        cast(null as date) as event_date,
        meals.eligible_from as period_start,
        coalesce(
            cast({{ dbt.dateadd('day', 1, 'meals.eligible_to') }} as date), date '9999-12-31'
        ) as period_end,
        cast(null as bigint) as value_number,
        cast(null as bigint) as value_base,
        cast(null as varchar) as value_text,
        pupils.pupil_ref || '|' || cast(meals.eligible_from as varchar) as source_record_id,
        meals.source_file,
        meals.source_row,
        meals.source_row as source_row_last,
        1 as source_row_count,
        meals.received_at
    from {{ known_rows(ref('stg_school_census__fsm_periods')) }} as meals
    inner join pupils
        on
            meals.authority_code = pupils.authority_code
            and meals.census_year = pupils.census_year
            and meals.census_term = pupils.census_term
            and meals.school_ref is not distinct from pupils.school_ref
            and meals.pupil_ref = pupils.pupil_ref
            and pupils.is_on_roll
    where
        meals.eligible_from is not null
        and coalesce(meals.eligible_to, date '9999-12-31') >= meals.eligible_from
),

final as (
    {% for part in ['sessions', 'roll_rows', 'young_carers', 'excluded', 'free_meals'] -%}
    select
        {% for column in evidence_columns() -%}
        {% if column == 'case_ref' -%} cast(null as varchar) as case_ref
        {%- elif column == 'person_role' -%} 'subject' as person_role
        {%- elif column == 'feed_code' -%} 'school_census' as feed_code
        {%- else -%} {{ part }}.{{ column }}
        {%- endif -%}
        {{ ',' if not loop.last }}
        {% endfor -%}
    from {{ part }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from final
