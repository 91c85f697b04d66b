-- What the ledger viewer asks is answered from an index: what an officer did, what happened at a unit, what was done by a name.
-- Citizens' own acts, most of all events, are found by their thing: the index of actors leaves them out.
CREATE INDEX ledger_event_officer ON ledger_event (actor, id, verb) WHERE actor_kind = 2;
CREATE INDEX ledger_event_unit ON ledger_event (unit_id, id, verb);
CREATE INDEX ledger_event_verb ON ledger_event (verb, id);
