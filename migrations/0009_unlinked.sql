-- What was filed on paper by people without an account: found by number on the day a desk has seen their card.
CREATE INDEX dossier_unlinked ON dossier (citizen_no) WHERE account_id = 0;
