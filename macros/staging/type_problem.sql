{%- macro type_problem(contract) -%}
    {%- set words = {
        'date': 'not a date of the forms agreed',
        'integer': 'not a whole number',
        'decimal': 'not a number',
        'boolean': 'neither yes nor no',
        'flag': 'neither yes nor no',
        'code': 'not a code of the contract',
        'upn': 'not a valid unique pupil number',
        'nhs_number': 'not a valid NHS number',
        'nino': 'not a valid National Insurance number',
        'postcode': 'not a postcode',
        'uprn': 'not a property reference number',
    } -%}
    {%- set past = ', or after the day received' if contract.type == 'date' and contract.past -%}
    {{ return(words[contract.type] ~ past if contract.type in words else none) }}
{%- endmacro -%}
