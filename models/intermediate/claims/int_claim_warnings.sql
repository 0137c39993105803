-- R14: what the version or the authority wants to be told of before a claim, and does not block it.
with final as (
    select
        care.episode_key,
        nullif(concat_ws(
            ' ',
            case
                when settings.social_care_at_claim = 'warn' and care.is_in_social_care = 1
                    then 'in_social_care_at_claim'
            end,
            case
                when settings.social_care_step_up = 'warn' and care.is_stepped_up = 1
                    then 'stepped_up_to_social_care'
            end
        ), '') as warnings
    from {{ ref('int_social_care_steps') }} as care
    inner join {{ ref('int_support_episodes') }} as episodes
        on care.episode_key = episodes.episode_key
    inner join {{ ref('int_framework_settings') }} as settings
        on episodes.framework_version = settings.framework_version
)

select * from final
