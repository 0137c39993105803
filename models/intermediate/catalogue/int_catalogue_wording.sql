-- What differs by authority are the values in force; needs, outcomes and routes are the same to
-- all.
with final as (
    select
        s.authority_code,
        'framework_settings' as catalogue_table,
        {{ catalogue_row_code('framework_settings', 's') }} as row_code,
        s.framework_version,
        1 as section,
        cast(null as {{ dbt.type_string() }}) as need_code,
        lpad(cast(names.sort_order as {{ dbt.type_string() }}), 6, '0') as place,
        coalesce(names.setting_name, s.setting) || ': '
        || coalesce(replace(s.setting_value, '_', ' '), 'none') || '.' as row_text,
        cast(null as {{ dbt.type_string() }}) as note,
        s.provenance,
        s.confidence
    from {{ ref('int_settings') }} as s
    left join {{ ref('setting_names') }} as names on s.setting = names.setting
    union all
    select
        authorities.authority_code,
        'needs' as catalogue_table,
        n.need_code as row_code,
        n.framework_version,
        2 as section,
        n.need_code,
        '' as place,
        'Need: ' || n.need_name || case n.person_scope
            when 'child' then ' (of a child).'
            when 'adult' then ' (of an adult).'
            when 'family' then ' (of the family as a whole).'
            else ' (of anyone).'
        end as row_text,
        cast(null as {{ dbt.type_string() }}) as note,
        n.provenance,
        n.confidence
    from {{ ref('needs') }} as n
    cross join {{ ref('int_authorities') }} as authorities
    union all
    select
        authorities.authority_code,
        'outcomes' as catalogue_table,
        o.outcome_code as row_code,
        o.framework_version,
        2 as section,
        o.need_code,
        '1 ' || o.outcome_code as place,
        'Outcome: ' || o.outcome_name || '. To last ' || o.sustain_value || ' ' || o.sustain_unit
        || '.' as row_text,
        cast(null as {{ dbt.type_string() }}) as note,
        o.provenance,
        o.confidence
    from {{ ref('outcomes') }} as o
    cross join {{ ref('int_authorities') }} as authorities
    union all
    -- the rules of a need stand after it, those of an outcome after the outcome
    select
        wording.authority_code,
        'rules' as catalogue_table,
        r.rule_id as row_code,
        r.framework_version,
        2 as section,
        coalesce(o.need_code, r.target_code) as need_code,
        coalesce('1 ' || o.outcome_code, '0') || ' ' || r.rule_id as place,
        wording.rule_text as row_text,
        r.rule_note as note,
        r.provenance,
        r.confidence
    from {{ ref('rules') }} as r
    inner join {{ ref('int_rule_wording') }} as wording on r.rule_id = wording.rule_id
    left join {{ ref('outcomes') }} as o
        on r.applies_to = 'outcome' and r.target_code = o.outcome_code
    union all
    select
        authorities.authority_code,
        'claim_routes' as catalogue_table,
        {{ catalogue_row_code('claim_routes', 'r') }} as row_code,
        r.framework_version,
        3 as section,
        cast(null as {{ dbt.type_string() }}) as need_code,
        r.route_code as place,
        'Claim route: ' || r.route_name || '. ' || case r.asks
            when 'every_need' then 'Every need of its headlines must reach an outcome that lasts.'
            else 'One of its outcomes is enough.'
        end as row_text,
        cast(null as {{ dbt.type_string() }}) as note,
        r.provenance,
        r.confidence
    from {{ ref('claim_routes') }} as r
    cross join {{ ref('int_authorities') }} as authorities
    union all
    select
        p.authority_code,
        'payments' as catalogue_table,
        {{ catalogue_row_code('payments', 'p') }} as row_code,
        p.framework_version,
        3 as section,
        cast(null as {{ dbt.type_string() }}) as need_code,
        p.route_code || ' ' || p.payment_part || ' ' || p.valid_from as place,
        'Payment for ' || replace(p.route_code, '_', ' ') || ', ' || p.payment_part || ': '
        || p.amount_gbp || ' pounds' || case
            when p.valid_from > date '1900-01-01' then ', support starting from ' || p.valid_from
            else ''
        end || case
            when p.valid_to < date '9999-12-31' then ', support starting before ' || p.valid_to
            else ''
        end || '.' as row_text,
        cast(null as {{ dbt.type_string() }}) as note,
        p.provenance,
        p.confidence
    from {{ ref('int_payments') }} as p
    union all
    select
        m.authority_code,
        'measures' as catalogue_table,
        m.measure_code as row_code,
        cast(null as {{ dbt.type_string() }}) as framework_version,
        4 as section,
        cast(null as {{ dbt.type_string() }}) as need_code,
        m.measure_code as place,
        'Measure: ' || m.measure_name || ', higher is ' || m.higher_is || ', from '
        || {{ plain_number('m.lowest') }} || coalesce(' to ' || {{ plain_number('m.highest') }}, '')
        || '. ' || coalesce(
            'Clinical at ' || {{ plain_number('m.cut_off') }}
            || case m.higher_is when 'worse' then ' or more. ' else ' or less. ' end,
            'Its cut-off is not known. '
        ) || coalesce(
            'Smallest change that counts: ' || {{ plain_number('m.reliable_change') }} || '.',
            'The change that counts is not known.'
        ) as row_text,
        m.measure_note as note,
        m.provenance,
        m.confidence
    from {{ ref('int_measures') }} as m
)

select * from final
