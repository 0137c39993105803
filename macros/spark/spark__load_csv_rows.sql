{#- The rows of a seed as texts, cast once: dbt-spark's own way takes numbers through floats. -#}
{%- macro spark__load_csv_rows(model, agate_table) -%}
    {%- set types = model.config.get('column_types', {}) -%}
    {%- for chunk in agate_table.rows | batch(2000) -%}
        {%- set sql -%}
            insert into {{ this }}
            select
                {%- for name in agate_table.column_names %}
                cast(v.{{ name }} as {{ spark_type(types.get(name, 'string')) }})
                {{- ',' if not loop.last }}
                {%- endfor %}
            from values
                {%- for row in chunk %}
                ({%- for value in row -%}
                    {%- if value is none -%} cast(null as string)
                    {%- else -%} {{ text_literal(value | string) }}
                    {%- endif -%}
                    {{ ', ' if not loop.last }}
                {%- endfor -%}){{ ',' if not loop.last }}
                {%- endfor %}
                as v ({{ agate_table.column_names | join(', ') }})
        {%- endset -%}
        {%- do adapter.add_query(sql, abridge_sql_log=True) -%}
    {%- endfor -%}
    {{ return('-- rows of a seed') }}
{%- endmacro -%}
