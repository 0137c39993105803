{{ identity_of('police', {
    'stg_police__incidents': 'incidents',
    'stg_police__missing_episodes': 'missing_episodes',
}) }}
