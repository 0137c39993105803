{#- As dbt-duckdb makes it, but that the view finds its tables beside it: the build is opened under
    other names too, and copied under other names. -#}
{%- macro duckdb__create_view_as(relation, sql) -%}
    create view {{ relation }} as (
        {{ sql | replace('"' ~ relation.database ~ '".', '') }}
    )
{%- endmacro -%}
