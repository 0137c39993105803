-- What was recorded of a person: of ethnicity what the feed known best said last, case management
-- before the census before the others; of special needs a plan in force before what the last census
-- said; of disability what the last census of children in need said. Only of files that agreements
-- let be counted, and of nobody who objects to the feed.
{% set ethnicities = [
    ('stg_early_help__people', 'person_ref'),
    ('stg_send__people', 'person_ref'),
    ('stg_ccis__young_people', 'month, person_ref'),
    ('stg_childrens_social_care__people', 'person_ref'),
    ('stg_childrens_social_care__cin_children', 'return_year, person_ref'),
    ('stg_childrens_social_care__ssda903_header', 'return_year, person_ref'),
] %}
with told as (
    {% for name, key in ethnicities -%}
    select
        t.record_key,
        t.feed_code,
        t.source_file,
        t.received_at as told_on,
        t.ethnicity
    from {{ known_rows(ref(name), key=key.split(', ')) }} as t
    where t.ethnicity is not null
    union all
    {% endfor -%}
    select
        p.record_key,
        p.feed_code,
        p.source_file,
        p.census_on as told_on,
        p.ethnicity
    from {{ ref('int_census_pupils') }} as p
    where p.ethnicity is not null
),

plans as (
    select * from {{ known_rows(ref('stg_send__named_plans'), key=['row_key']) }}
),

disabilities as (
    select * from {{ known_rows(
        ref('stg_childrens_social_care__cin_children'), key=['return_year', 'person_ref']
    ) }}
),

recorded as (
    select
        told.record_key,
        told.feed_code,
        told.source_file,
        'ethnic_group' as characteristic_code,
        codes.ethnic_group as category_code,
        case when codes.ethnic_group = 'not_recorded' then 1 else 0 end as is_unsaid,
        feeds.feed_rank as source_rank,
        told.told_on
    from told
    inner join {{ ref('ethnicity_codes') }} as codes
        on upper({{ trimmed('told.ethnicity') }}) = codes.sent_code
    inner join {{ ref('feeds') }} as feeds on told.feed_code = feeds.feed_code
    union all
    select
        plans.record_key,
        plans.feed_code,
        plans.source_file,
        'special_needs' as characteristic_code,
        'ehc_plan' as category_code,
        0 as is_unsaid,
        1 as source_rank,
        plans.started_on as told_on
    from plans
    where
        plans.started_on <= {{ as_of_date() }}
        and coalesce(plans.ended_on, date '9999-12-31') >= {{ as_of_date() }}
    union all
    select
        p.record_key,
        p.feed_code,
        p.source_file,
        'special_needs' as characteristic_code,
        case p.sen_provision
            when 'E' then 'ehc_plan'
            when 'N' then 'none'
            else 'sen_support'
        end as category_code,
        0 as is_unsaid,
        2 as source_rank,
        p.census_on as told_on
    from {{ ref('int_census_pupils') }} as p
    where p.sen_provision is not null
    union all
    select
        d.record_key,
        d.feed_code,
        d.source_file,
        'disability' as characteristic_code,
        case when d.disabilities = 'NONE' then 'not_disabled' else 'disabled' end
            as category_code,
        0 as is_unsaid,
        1 as source_rank,
        d.received_at as told_on
    from disabilities as d
    where d.disabilities is not null
),

ranked as (
    select
        links.person_key,
        recorded.characteristic_code,
        recorded.category_code,
        row_number() over (
            partition by links.person_key, recorded.characteristic_code
            order by
                recorded.is_unsaid asc,
                recorded.source_rank asc,
                recorded.told_on desc nulls last,
                recorded.category_code asc
        ) as source_place
    from recorded
    inner join {{ ref('int_person_source_links') }} as links
        on recorded.record_key = links.record_key
    inner join {{ ref('int_file_agreements') }} as files
        on recorded.source_file = files.source_file
    left join {{ ref('int_objections') }} as objections
        on
            links.person_key = objections.person_key
            and recorded.feed_code = objections.objected_feed_code
            and objections.scope = 'feed'
    where
        objections.person_key is null
        and files.is_allowed
        and (
            files.agreement_state = 'not_needed'
            or ' ' || files.purposes || ' ' like '% analysis %'
        )
),

final as (
    select
        ranked.person_key,
        ranked.characteristic_code,
        ranked.category_code
    from ranked
    where ranked.source_place = 1
)

select * from final
