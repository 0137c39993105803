{#- Says that a run has begun, before anything is changed: a killed run never reaches its end. -#}
{%- macro log_run_start() -%}
    {%- if execute -%}
        {%- set narrowed = [] -%}
        {%- for option in [
            'select', 'exclude', 'selector', 'resource_types', 'exclude_resource_types',
            'empty', 'sample'
        ] -%}
            {%- set value = invocation_args_dict.get(option) -%}
            {#- unit tests are about the code: a build without them is whole -#}
            {%- set only_unit_tests =
                option == 'exclude_resource_types' and value | map('string') | list == ['unit_test'] -%}
            {%- if value and not only_unit_tests -%}
                {%- do narrowed.append('--' ~ option.replace('_', '-')) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- set statements -%}
        {{ build_log_tables() }}
        {{ insert_log_rows(
            'build_run',
            [[invocation_id, log_time(), flags.WHICH, narrowed | join(' ') or none]]
        ) }}
        {%- endset -%}
        {{ one_after_another(statements) }}
    {%- endif -%}
{%- endmacro -%}
