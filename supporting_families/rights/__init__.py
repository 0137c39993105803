"""What people may ask about what is held of them: a copy, a value put right, an objection."""
