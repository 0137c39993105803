{%- macro overridden(table, kept) -%}
    {%- set changeable = changeable_columns(table) -%}
    (
        select
            authorities.authority_code,
            {% for column in kept -%}
            national.{{ column }},
            {% endfor -%}
            {% for column in changeable -%}
            case
                when changed.has_{{ column }} = 1 then changed.{{ column }}
                else national.{{ column }}
            end as {{ column }}
            {{- ',' if not loop.last }}
            {% endfor %}
        from {{ ref(table) }} as national
        cross join {{ ref('int_authorities') }} as authorities
        left join (
            select
                d.authority_code,
                d.row_code,
                {% for column, limits in changeable.items() -%}
                max(case when d.column_name = '{{ column }}' then 1 else 0 end)
                    as has_{{ column }},
                max(case
                    when d.column_name = '{{ column }}'
                        then {{ safe_cast_number('d.new_value', limits.type) }}
                end) as {{ column }}
                {{- ',' if not loop.last }}
                {% endfor %}
            from {{ ref('int_catalogue_decisions') }} as d
            where
                d.catalogue_table = '{{ table }}'
                and d.decision = 'override'
            group by
                d.authority_code,
                d.row_code
        ) as changed
            on
                authorities.authority_code = changed.authority_code
                and {{ catalogue_row_code(table, 'national') }} = changed.row_code
    )
{%- endmacro -%}
