-- The day from which a person is due: of the rules for people the one that keeps longest. A rule
-- whose day is not known does not keep.
with contacts as (
    select
        contacts.*,
        identities.date_of_birth
    from {{ ref('int_person_contacts') }} as contacts
    left join {{ ref('int_people') }} as identities
        on contacts.person_key = identities.person_key
),

bases as (
    select
        contacts.authority_code,
        contacts.person_key,
        'last_contact' as basis,
        contacts.last_contact_on as counts_from
    from contacts
    union all
    select
        contacts.authority_code,
        contacts.person_key,
        'birth_date' as basis,
        contacts.date_of_birth as counts_from
    from contacts
    where contacts.date_of_birth is not null
),

dated as (
    select
        bases.authority_code,
        bases.person_key,
        rules.rule_id,
        cast({{ dbt.dateadd('month', 'rules.period_months', 'bases.counts_from') }} as date)
            as due_on
    from bases
    inner join {{ ref('int_retention_rules') }} as rules
        on
            bases.authority_code = rules.authority_code
            and bases.basis = rules.basis
            and rules.subject = 'person'
),

ranked as (
    select
        dated.*,
        row_number() over (
            partition by dated.person_key
            order by dated.due_on desc nulls last, dated.rule_id asc
        ) as due_rank
    from dated
),

final as (
    select
        ranked.authority_code,
        ranked.person_key,
        ranked.rule_id,
        ranked.due_on
    from ranked
    where ranked.due_rank = 1
)

select * from final
