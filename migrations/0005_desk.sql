-- The desk: its book of accepted dossiers (form 06), and what a clerk is typing for somebody at the counter.
CREATE INDEX dossier_register ON dossier (desk_id, accepted_at, id) WHERE accepted_at <> 0;
CREATE INDEX dossier_at_counter ON dossier (desk_id, id) WHERE state = 0 AND channel = 1;
