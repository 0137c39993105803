{%- macro age_in_years(born_on, on_day) -%}
    {{ return(adapter.dispatch('age_in_years')(born_on, on_day)) }}
{%- endmacro -%}

{%- macro default__age_in_years(born_on, on_day) -%}
    cast(case
        when {{ born_on }} > {{ on_day }} then 0
        else
            year({{ on_day }}) - year({{ born_on }})
            - case
                when
                    month({{ on_day }}) * 100 + day({{ on_day }})
                    < month({{ born_on }}) * 100 + day({{ born_on }})
                    then 1
                else 0
            end
    end as integer)
{%- endmacro -%}
