with final as (
    select
        authorities.authority_code,
        authorities.gss_code,
        progress.financial_year,
        progress.financial_quarter,
        progress.is_complete,
        progress.families_claimed_quarter,
        progress.families_claimed_year_to_date,
        progress.families_whole_family_quarter,
        progress.families_whole_family_year_to_date
    from {{ ref('mart_progress_information') }} as progress
    inner join {{ ref('dim_authority') }} as authorities
        on progress.authority_code = authorities.authority_code
)

select * from final
