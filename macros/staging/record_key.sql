{%- macro record_key(kind, reference, authority='authority_code', feed='feed_code') -%}
    case
        when {{ reference }} is not null
            then md5({{ authority }} || '|' || {{ feed }} || '|{{ kind }}|' || {{ reference }})
    end
{%- endmacro -%}
