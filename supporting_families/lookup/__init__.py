"""Looking a family up at the point of referral: a prompt for a person, and logged."""
