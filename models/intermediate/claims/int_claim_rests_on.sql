-- The rows of the catalogue without which a claim for the episode would not be what it is: of what
-- is met so far, whichever route the claim takes.
with episodes as (
    select * from {{ ref('int_claim_readiness') }}
    where claim_status not in ('claimed', 'retired')
),

met as (
    select
        n.episode_key,
        n.need_instance_id as subject_id,
        n.need_code,
        cast(null as {{ dbt.type_string() }}) as outcome_code
    from {{ ref('int_family_needs') }} as n
    where n.status = 'met'
    union all
    select
        o.episode_key,
        o.outcome_instance_id as subject_id,
        o.need_code,
        o.outcome_code
    from {{ ref('int_family_outcomes') }} as o
    where o.status = 'met'
),

fired as (
    select
        r.subject_id,
        r.rule_id
    from {{ ref('int_need_rule_results') }} as r
    where r.rule_status in ('met', 'manual_review')
    union all
    select
        r.subject_id,
        r.rule_id
    from {{ ref('int_outcome_rule_results') }} as r
    where r.rule_status in ('met', 'manual_review')
),

scores as (
    {% for matches in ['int_need_matches', 'int_outcome_matches'] -%}
    select
        m.subject_id,
        m.rule_id,
        m.evidence_type,
        m.value_text
    from {{ ref(matches) }} as m
    where m.rule_shape in ('score_at_cutoff', 'change_on_measure')
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- The route the claim takes, and what is paid on top of it.
routes as (
    select
        r.*,
        episodes.started_on
    from {{ ref('int_claim_routes') }} as r
    inner join episodes
        on
            r.episode_key = episodes.episode_key
            and (
                r.route_code = episodes.claim_route
                or (r.adds_to_route = episodes.claim_route and r.is_ready = 1)
            )
    where r.asks is not null
),

rests_on as (
    select
        met.episode_key,
        'needs' as catalogue_table,
        met.need_code as row_code
    from met
    union all
    select
        met.episode_key,
        'outcomes' as catalogue_table,
        met.outcome_code as row_code
    from met
    where met.outcome_code is not null
    union all
    select
        met.episode_key,
        'rules' as catalogue_table,
        fired.rule_id as row_code
    from met
    inner join fired on met.subject_id = fired.subject_id
    union all
    select
        met.episode_key,
        'measures' as catalogue_table,
        measures.measure_code as row_code
    from met
    inner join fired on met.subject_id = fired.subject_id
    inner join scores
        on
            fired.subject_id = scores.subject_id
            and fired.rule_id = scores.rule_id
    inner join {{ ref('measures') }} as measures
        on
            scores.evidence_type = measures.evidence_type
            and coalesce(measures.evidence_value, scores.value_text, '')
            = coalesce(scores.value_text, '')
    union all
    select
        episodes.episode_key,
        'framework_settings' as catalogue_table,
        {{ catalogue_row_code('framework_settings', 's') }} as row_code
    from episodes
    inner join {{ ref('framework_settings') }} as s
        on episodes.framework_version = s.framework_version
    union all
    select
        routes.episode_key,
        'claim_routes' as catalogue_table,
        {{ catalogue_row_code('claim_routes', 'routes') }} as row_code
    from routes
    union all
    select
        routes.episode_key,
        'payments' as catalogue_table,
        {{ catalogue_row_code('payments', 'p') }} as row_code
    from routes
    inner join {{ ref('payments') }} as p
        on
            routes.framework_version = p.framework_version
            and routes.route_code = p.route_code
            and routes.started_on >= p.valid_from
            and routes.started_on < p.valid_to
),

final as (
    select
        rests_on.episode_key,
        rests_on.catalogue_table,
        rests_on.row_code
    from rests_on
    inner join episodes on rests_on.episode_key = episodes.episode_key
    group by
        rests_on.episode_key,
        rests_on.catalogue_table,
        rests_on.row_code
)

select * from final
