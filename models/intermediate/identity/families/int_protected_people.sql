-- Once marked, always: a later record that says nothing takes no protection away.
-- noqa: disable=LT02
with marked as (
    {% for model in ['stg_domestic_abuse__marac_people', 'stg_domestic_abuse__idva_support'] -%}
    select v.record_key
    from {{ known_rows(ref(model), ever=true) }} as v
    where v.is_address_protected
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

final as (
    select links.person_key
    from marked
    inner join {{ ref('int_person_source_links') }} as links
        on marked.record_key = links.record_key
    group by links.person_key
)

select * from final
