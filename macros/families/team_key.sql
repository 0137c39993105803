{%- macro team_key(authority, team) -%}
    {{ authority }} || '|' || coalesce({{ team }}, 'not_known')
{%- endmacro -%}
