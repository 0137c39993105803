"""Claims from draft to payment: the ledger, audit, certificate and what is recorded of them."""
