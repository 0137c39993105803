-- noqa: disable=LT02
-- One read of each table: the latest version within it, and when the person was first named there.
with incidents as (
    select * from {{ known_rows(
        ref('stg_police__incidents'), key=['record_key'], ever=true, dated=true
    ) }}
),

missing_episodes as (
    select * from {{ known_rows(
        ref('stg_police__missing_episodes'), key=['record_key'], ever=true, dated=true
    ) }}
),

nominals as (
    {% for table in ['incidents', 'missing_episodes'] -%}
    select
        {{ table }}.record_key,
        {{ table }}.authority_code,
        {{ table }}.person_ref,
        {{ table }}.received_at,
        {{ table }}.first_received_on,
        {{ table }}.source_file,
        {{ table }}.source_row,
        {{ table }}.forename,
        {{ table }}.surname,
        {{ table }}.date_of_birth,
        {{ table }}.sex,
        {{ table }}.postcode,
        {{ table }}.uprn
    from {{ table }}
    where {{ table }}.record_key is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

ranked as (
    select
        nominals.*,
        min(nominals.first_received_on) over (partition by nominals.record_key)
            as first_named_on,
        row_number() over (
            partition by nominals.record_key
            order by
                nominals.received_at desc nulls last,
                nominals.source_file desc,
                nominals.source_row desc
        ) as version_number
    from nominals
),

final as (
    select
        ranked.record_key,
        ranked.authority_code,
        'police' as feed_code,
        coalesce(ranked.person_ref, ranked.record_key) as source_person_ref,
        ranked.first_named_on as first_received_on,
        ranked.forename,
        ranked.surname,
        ranked.date_of_birth,
        ranked.sex,
        cast(null as varchar) as upn,
        cast(null as varchar) as nhs_number,
        cast(null as varchar) as nino,
        ranked.postcode,
        ranked.uprn
    from ranked
    where ranked.version_number = 1
)

select * from final
