{#-
    Of the model that is being made: what it is made from now, and what the table there was made from.
    The first is a digest of its SQL, the code, and what each parent holds: of a parent that is kept
    what that was made from, of any other its rows. It is null when nobody knows of a parent.
-#}
{%- macro made_from_query() -%}
    {%- set feeds = feeds_read(model) -%}
    {%- set parts = [text_literal(local_md5(compiled_code))] -%}
    {%- for parent in model.depends_on.nodes if parent in graph.nodes -%}
        {%- set node = graph.nodes[parent] -%}
        {%- do parts.append(
            made_from_of(node) if node.config.materialized == 'kept' else rows_digest(node, feeds)
        ) -%}
    {%- endfor -%}
    with comments as (
        select
            t.schema_name,
            t.table_name,
            t.comment
        from duckdb_tables() as t
        where t.database_name = {{ text_literal(this.database) }}
    )

    select
        md5({{ parts | join(" || '|' || ") }}) as made_from,
        {{ made_from_of(model) }} as made_from_before
{%- endmacro -%}

{%- macro made_from_of(node) -%}
    (
        select max(c.comment)
        from comments as c
        where
            c.schema_name = {{ text_literal(node.schema) }}
            and c.table_name = {{ text_literal(node.alias) }}
    )
{%- endmacro -%}

{#-
    A digest of the rows of a table, in no order. Of a table that is asked by feed the rows of the feeds
    that the model reads; of one that is asked by column the columns that its SQL names.
-#}
{%- macro rows_digest(node, feeds) -%}
    {%- set columns = [] -%}
    {%- for column in node.columns if node.config.meta.asked_by_column -%}
        {%- if column in compiled_code or column == 'code_version' -%}
            {%- do columns.append('p.' ~ column) -%}
        {%- endif -%}
    {%- endfor -%}
    (
        select coalesce(md5(string_agg(by_rows.line, '' order by by_rows.line)), '')
        from (
            select cast(to_json(t) as {{ dbt.type_string() }}) as line
            from (
                select {{ columns | join(', ') or 'p.*' }}
                from {{ node.relation_name }} as p
                {%- if node.config.meta.asked_by_feed and feeds %}
                where p.feed_code in ('{{ feeds | join("', '") }}')
                {%- endif %}
            ) as t
        ) as by_rows
    )
{%- endmacro -%}
