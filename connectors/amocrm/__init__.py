"""amoCRM and Kommo, a CRM of leads, contacts and companies."""
