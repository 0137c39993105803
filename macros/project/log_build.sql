{#-
    Writes what was expected and then what each node came to. Messages are left out: the message of
    a failed model can carry values. What was expected goes first, so that a run killed while it
    writes leaves results missing, never expectations.
-#}
{%- macro log_build(results) -%}
    {%- if execute -%}
        {%- set rows = [] -%}
        {%- for result in results
            if result.node.resource_type in ['model', 'seed', 'snapshot', 'test', 'unit_test'] -%}
            {%- set node = result.node -%}
            {%- set is_test = node.resource_type == 'test' -%}
            {%- do rows.append([
                invocation_id, log_time(), flags.WHICH, node.unique_id, node.resource_type | string,
                node.name, result.status | string,
                node.config.severity | lower if is_test else none,
                is_test and 'gate' in node.tags, result.failures
            ]) -%}
        {%- endfor -%}
        {%- set statements -%}
        {{ build_log_tables() }}
        {{ insert_log_rows('build_expected', expected_nodes()) }}
        {{ insert_log_rows('build_log', rows) }}
        {{ prune_build_log(50) }}
        {%- endset -%}
        {{ one_after_another(statements) }}
    {%- endif -%}
{%- endmacro -%}
