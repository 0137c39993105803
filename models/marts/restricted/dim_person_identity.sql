select
    p.person_key,
    p.authority_code,
    p.forename,
    p.surname,
    p.date_of_birth,
    p.sex,
    p.upn,
    p.nhs_number,
    p.nino,
    p.postcode,
    p.uprn
from {{ ref('int_people') }} as p
