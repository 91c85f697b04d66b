-- What a page of one dossier reads of its events and slips is answered by the index alone: the rows lie scattered over the table,
-- one page of it for each.
DROP INDEX ledger_event_thing;
CREATE INDEX ledger_event_thing ON ledger_event (thing_id, id, verb);
DROP INDEX dossier_slip_dossier;
CREATE INDEX dossier_slip_dossier ON dossier_slip (dossier_id, id, kind, issued_at);
