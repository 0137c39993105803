-- noqa: disable=LT02
with entitlements as (
    select * from {{ known_rows(
        ref('stg_early_years__entitlements'), key=['row_key']
    ) }}
),

profiles as (
    select * from {{ known_rows(
        ref('stg_early_years__profiles'), key=['row_key']
    ) }}
),

reviews as (
    select * from {{ known_rows(
        ref('stg_early_years__asq3_reviews'), key=['row_key']
    ) }}
),

final as (
    {{ evidence_row(
        "'early_education_entitled'", 'entitlements', 'entitlements.row_key',
        starts='entitlements.eligible_from',
        last_day='entitlements.eligible_to',
        text='entitlements.entitlement'
    ) }}
    from entitlements
    where entitlements.record_key is not null
    union all
    {{ evidence_row(
        "'early_education_taken_up'", 'entitlements', 'entitlements.row_key',
        starts='entitlements.taken_up_from',
        last_day='entitlements.taken_up_to',
        text='entitlements.entitlement'
    ) }}
    from entitlements
    where
        entitlements.record_key is not null
        and entitlements.taken_up_from is not null
    union all
    {{ evidence_row(
        "'eyfsp_profile'", 'profiles', 'profiles.row_key',
        on='profiles.assessed_on',
        number='profiles.goals_expected',
        base='profiles.goals_assessed',
        text="case when profiles.is_good_level_of_development then 'GLD' when not profiles.is_good_level_of_development then 'NO_GLD' end"
    ) }}
    from profiles
    where profiles.record_key is not null
    union all
    {{ evidence_row(
        "'asq3_review'", 'reviews', 'reviews.row_key',
        on='reviews.reviewed_on',
        number="case reviews.overall_band when 'BELOW' then 0 when 'MONITORING' then 1 "
            ~ "when 'ABOVE' then 2 end",
        text='reviews.overall_band'
    ) }}
    from reviews
    where reviews.record_key is not null
    {% for domain in [
        'communication', 'gross_motor', 'fine_motor', 'problem_solving', 'personal_social'
    ] -%}
    union all
    {{ evidence_row(
        "'measure_score'", 'reviews', "reviews.row_key || '|" ~ domain ~ "'",
        on='reviews.reviewed_on',
        number='reviews.' ~ domain ~ '_score',
        text="'ASQ3_" ~ domain | upper ~ "'"
    ) }}
    from reviews
    where
        reviews.record_key is not null
        and reviews.{{ domain }}_score is not null
    {% endfor %}
)

select * from final
