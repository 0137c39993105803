{%- macro identity_columns() -%}
    {{ return({
        'forename': 'varchar', 'known_as': 'varchar',
        'surname': 'varchar', 'preferred_surname': 'varchar', 'former_surname': 'varchar',
        'date_of_birth': 'date', 'expected_date_of_birth': 'date', 'sex': 'varchar',
        'upn': 'varchar', 'former_upn': 'varchar', 'nhs_number': 'varchar', 'nino': 'varchar',
        'postcode': 'varchar', 'uprn': 'varchar'
    }) }}
{%- endmacro -%}
