"""Records in and out: spreadsheets (CSV), JSON, and data·inclusion's public schema."""
