-- What a person should look at before a claim although it does not block: social care where the
-- version or the authority wants to be told (R14), and people of an earlier claim (R24).
with care as (
    select
        care.*,
        settings.social_care_at_claim,
        settings.social_care_step_up
    from {{ ref('int_social_care_steps') }} as care
    inner join {{ ref('int_support_episodes') }} as episodes
        on care.episode_key = episodes.episode_key
    inner join {{ ref('int_framework_settings') }} as settings
        on
            episodes.authority_code = settings.authority_code
            and episodes.framework_version = settings.framework_version
),

told as (
    select
        care.episode_key,
        'in_social_care_at_claim' as warning
    from care
    where
        care.social_care_at_claim = 'warn'
        and care.is_in_social_care = 1
    union all
    select
        care.episode_key,
        'stepped_up_to_social_care' as warning
    from care
    where
        care.social_care_step_up = 'warn'
        and care.is_stepped_up = 1
    union all
    select
        pairs.episode_key,
        'shares_people_with_claimed' as warning
    from {{ ref('int_claim_overlaps') }} as pairs
    where
        pairs.overlap_kind = 'claimed'
        and coalesce(pairs.decision, '') <> 'claim'
),

final as (
    select
        told.episode_key,
        {{ list_of_codes('told.warning') }} as warnings
    from told
    group by told.episode_key
)

select * from final
