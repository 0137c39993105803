-- The factors that assessments found, one by one: sent as a list in one text, in either form.
with sent as (
    select
        factors.*,
        coalesce(assessments.authorised_on, assessments.started_on) as found_on,
        assessments.record_key,
        1 as form_rank
    from {{ known_rows(
        ref('stg_childrens_social_care__assessment_factors'), key=['row_key']
    ) }} as factors
    inner join {{ known_rows(
        ref('stg_childrens_social_care__cin_assessments'), key=['row_key']
    ) }} as assessments
        on
            factors.authority_code = assessments.authority_code
            and factors.assessment_ref = assessments.assessment_ref
),

counted as (
    select
        assessments.*,
        coalesce(assessments.authorised_on, assessments.started_on) as found_on,
        2 as form_rank
    from {{ known_rows(
        ref('stg_childrens_social_care__cin_census_assessments'),
        key=['row_key']
    ) }} as assessments
),

final as (
    {{ evidence_row(
        "'assessment_factor'", 'sent', "sent.row_key || '|' || codes.factor_code",
        on='sent.found_on', text='codes.factor_code', more='sent.form_rank'
    ) }}
    from sent
    inner join {{ ref('assessment_factors') }} as codes
        on
            '|' || replace({{ keep_characters('upper(sent.factors)', 'A-Z0-9,') }}, ',', '|') || '|'
            like '%|' || codes.factor_code || '|%'
    union all
    {{ evidence_row(
        "'assessment_factor'", 'counted', "counted.row_key || '|' || codes.factor_code",
        on='counted.found_on', text='codes.factor_code', more='counted.form_rank'
    ) }}
    from counted
    inner join {{ ref('assessment_factors') }} as codes
        on
            '|' || upper(counted.assessment_factors) || '|'
            like '%|' || codes.factor_code || '|%'
)

select * from final
