with final as (
    select
        md5(concat_ws(
            '|', rests_on.episode_key, rests_on.catalogue_table, rests_on.row_code
        )) as unconfirmed_row_id,
        episodes.authority_code,
        episodes.family_key,
        rests_on.episode_key,
        episodes.framework_version,
        episodes.claim_status,
        rests_on.catalogue_table,
        rests_on.row_code,
        catalogue.headline_code,
        catalogue.need_code,
        catalogue.row_text,
        catalogue.confidence,
        catalogue.provenance
    from {{ ref('int_claim_rests_on') }} as rests_on
    inner join {{ ref('int_claim_readiness') }} as episodes
        on rests_on.episode_key = episodes.episode_key
    inner join {{ ref('int_catalogue_rows') }} as catalogue
        on
            episodes.authority_code = catalogue.authority_code
            and rests_on.catalogue_table = catalogue.catalogue_table
            and rests_on.row_code = catalogue.row_code
    left join {{ ref('int_confirmations') }} as confirmations
        on
            episodes.authority_code = confirmations.authority_code
            and rests_on.catalogue_table = confirmations.catalogue_table
            and rests_on.row_code = confirmations.row_code
    where confirmations.row_code is null
)

select * from final
