-- The register of month ends is a chain: every entry carries the hash of the one before and of
-- itself, and nothing is told twice. Entries missing at the end are missed when publishing.
with entries as (
    select * from {{ known_rows(ref('stg_registers__month_ends')) }}
),

placed as (
    {{ placed_entries('entries', [
        'entry_no', 'recorded_authority_code', 'month_end', 'measure', 'value_told',
        'is_backfilled', 'as_of_date', 'build_id', 'recorded_at',
    ]) }}
),

repeated as (
    select
        entries.authority_code,
        entries.source_file,
        entries.source_row,
        row_number() over (
            partition by entries.authority_code, entries.month_end, entries.measure
            order by entries.entry_no, entries.source_row
        ) as telling
    from entries
),

final as (
    {{ chain_breaks('placed') }}
    union all
    select
        repeated.authority_code,
        repeated.source_file,
        repeated.source_row,
        'told a second time' as problem
    from repeated
    where repeated.telling > 1
)

select * from final
