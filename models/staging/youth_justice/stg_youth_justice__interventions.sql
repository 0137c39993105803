{{ staged_table('youth_justice', 'interventions') }}
