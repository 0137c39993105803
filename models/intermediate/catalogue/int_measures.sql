with final as (
    select * from {{ overridden('measures', kept=[
        'measure_code', 'measure_name', 'evidence_type', 'evidence_value', 'higher_is',
        'lowest', 'highest', 'age_min', 'age_max', 'provenance', 'confidence', 'measure_note',
    ]) }}
)

select * from final
