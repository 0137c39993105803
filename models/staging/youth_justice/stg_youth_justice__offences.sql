{{ staged_table('youth_justice', 'offences') }}
