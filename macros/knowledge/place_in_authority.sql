{%- macro place_in_authority(row) -%}
    case
        when {{ row }}.source_file like 'landing/' || {{ row }}.authority_code || '/%'
            then 'landing' || substr({{ row }}.source_file, 9 + length({{ row }}.authority_code))
        else {{ row }}.source_file
    end
{%- endmacro -%}
