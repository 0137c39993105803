with final as (
    select * from {{ overridden('payments', kept=[
        'framework_version', 'route_code', 'payment_part', 'valid_from', 'valid_to',
        'provenance', 'confidence',
    ]) }}
)

select * from final
