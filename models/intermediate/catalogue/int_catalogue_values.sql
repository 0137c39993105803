-- Values that an authority may put others in the place of. A rule offers those that it uses.
with national_values as (
    {% for table in ['rules', 'measures', 'payments'] %}
    {% for column, limits in changeable_columns(table).items() -%}
    select
        in_force.authority_code,
        '{{ table }}' as catalogue_table,
        {{ catalogue_row_code(table, 'national') }} as row_code,
        '{{ column }}' as column_name,
        '{{ 'whole_number' if limits.type == 'integer' else 'number' }}' as value_type,
        cast(null as {{ dbt.type_string() }}) as allowed_words,
        {{ limits.may_be_empty or 0 }} as may_be_empty,
        {{ plain_number(limits.lowest) }} as lowest,
        {{ plain_number(limits.highest) }} as highest,
        {{ plain_number('in_force.' ~ column) }} as value_in_force
    from {{ ref(table) }} as national
    inner join {{ ref('int_' ~ table) }} as in_force
        on
            {{ catalogue_row_code(table, 'national') }}
            = {{ catalogue_row_code(table, 'in_force') }}
    {% if table == 'rules' and column in ('window_value', 'min_count', 'threshold') -%}
    where national.{{ column }} is not null
    {% endif -%}
    union all
    {% endfor %}
    {%- endfor %}
    select
        s.authority_code,
        'framework_settings' as catalogue_table,
        {{ catalogue_row_code('framework_settings', 's') }} as row_code,
        'setting_value' as column_name,
        names.value_type,
        names.allowed_words,
        names.may_be_empty,
        cast(names.lowest as {{ dbt.type_string() }}) as lowest,
        cast(null as {{ dbt.type_string() }}) as highest,
        s.setting_value as value_in_force
    from {{ ref('int_settings') }} as s
    inner join {{ ref('setting_names') }} as names on s.setting = names.setting
),

final as (
    select
        v.authority_code,
        v.catalogue_table,
        v.row_code,
        v.column_name,
        v.value_type,
        v.allowed_words,
        v.may_be_empty,
        v.lowest,
        v.highest,
        v.value_in_force
    from national_values as v
)

select * from final
