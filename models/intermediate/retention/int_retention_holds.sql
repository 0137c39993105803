-- Everything that keeps a person or a delivery beyond its date.
with holds as (
    {% for model in [
        'int_retention_family_holds', 'int_retention_claim_holds', 'int_retention_request_holds'
    ] -%}
    select
        h.authority_code,
        'person' as subject,
        h.person_key as subject_key,
        h.hold_code
    from {{ ref(model) }} as h
    union all
    {% endfor -%}
    select
        h.authority_code,
        h.subject,
        h.subject_key,
        h.hold_code
    from {{ ref('int_retention_named_holds') }} as h
)

select * from holds
