{#- Puts newly scored identities and their pairs into int_link_memory, as dbt asks of a strategy. -#}
{%- macro get_incremental_scored_again_sql(arg_dict) -%}
    {%- set columns = arg_dict['dest_columns'] | map(attribute='quoted') | join(', ') %}
    delete from {{ arg_dict['target_relation'] }}
    where
        {%- for side in ['1', '2'] %}
        identity_key_{{ side }} in (
            select identity_key_1 from {{ arg_dict['temp_relation'] }}
            where identity_key_2 is null
        )
        {{- ' or' if not loop.last }}
        {%- endfor %};

    {# what is compared as nothing is gone #}
    insert into {{ arg_dict['target_relation'] }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }}
    where
        identity_key_2 is not null
        or compared_as is not null;

    {# what a Python model returns is put down as a table that nobody else clears away #}
    drop table if exists {{ arg_dict['temp_relation'] }};
{%- endmacro -%}
