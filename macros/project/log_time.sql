{#- The start of this invocation in UTC, as text that every engine reads as a timestamp. -#}
{%- macro log_time() -%}
    {{ return(run_started_at.strftime('%Y-%m-%d %H:%M:%S.%f')) }}
{%- endmacro -%}
