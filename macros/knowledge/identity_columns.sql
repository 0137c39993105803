{%- macro identity_columns() -%}
    {%- set text = dbt.type_string() -%}
    {{ return({
        'forename': text, 'known_as': text,
        'surname': text, 'preferred_surname': text, 'former_surname': text,
        'date_of_birth': 'date', 'expected_date_of_birth': 'date', 'sex': text,
        'upn': text, 'former_upn': text, 'nhs_number': text, 'nino': text,
        'postcode': text, 'uprn': text
    }) }}
{%- endmacro -%}
