-- The floor: node numbers, data revisions, units, ledger, tallies, jobs, idempotency keys.
-- Times are microseconds UTC, days are local day numbers since 1970-01-01, ids come from the program.

CREATE TABLE node (
	id          INTEGER NOT NULL PRIMARY KEY,
	holder      TEXT NOT NULL,
	lease_until BIGINT NOT NULL
);

-- One row per kind of reference data kept in memory by the servers; n grows with each change.
CREATE TABLE data_revision (
	name TEXT NOT NULL PRIMARY KEY,
	n    BIGINT NOT NULL
);

CREATE TABLE unit (
	id               @ID@,
	code             TEXT NOT NULL,
	code_2016        TEXT NOT NULL,
	name             TEXT NOT NULL,
	name_en          TEXT NOT NULL,
	kind             TEXT NOT NULL,
	admin_code       TEXT NOT NULL,
	parent_line      BIGINT,
	parent_territory BIGINT,
	successor        BIGINT,
	valid_from       INTEGER NOT NULL,
	valid_to         INTEGER,
	hours            TEXT NOT NULL,
	address          TEXT NOT NULL,
	phone            TEXT NOT NULL,
	confidence       TEXT NOT NULL
);
CREATE UNIQUE INDEX unit_code ON unit (code, valid_from);

CREATE TABLE unit_holiday (
	day        INTEGER NOT NULL PRIMARY KEY,
	kind       TEXT NOT NULL,
	reason     TEXT NOT NULL,
	confidence TEXT NOT NULL,
	name       TEXT NOT NULL
);

CREATE TABLE ledger_event (
	id         @ID@,
	actor      BIGINT NOT NULL,
	actor_kind INTEGER NOT NULL,
	unit_id    BIGINT NOT NULL,
	verb       TEXT NOT NULL,
	thing_kind TEXT NOT NULL,
	thing_id   BIGINT NOT NULL,
	from_state INTEGER NOT NULL,
	to_state   INTEGER NOT NULL,
	reason     TEXT NOT NULL,
	detail     TEXT NOT NULL
);
CREATE INDEX ledger_event_thing ON ledger_event (thing_id, id);

CREATE TABLE ledger_pending (
	id @ID@
);
CREATE TABLE ledger_seal (
	batch @ID@,
	at    BIGINT NOT NULL,
	n     INTEGER NOT NULL,
	root  TEXT NOT NULL,
	chain TEXT NOT NULL
);
CREATE TABLE ledger_sealed (
	batch BIGINT NOT NULL,
	id    BIGINT NOT NULL,
	PRIMARY KEY (batch, id)
);

-- A figure of one unit on one local day, in up to one dimension.
CREATE TABLE tally (
	figure  TEXT NOT NULL,
	unit_id BIGINT NOT NULL,
	day     INTEGER NOT NULL,
	dim     BIGINT NOT NULL,
	n       BIGINT NOT NULL,
	PRIMARY KEY (figure, unit_id, day, dim)
);
CREATE INDEX tally_day ON tally (figure, day);

CREATE TABLE flow_key (
	key      TEXT NOT NULL PRIMARY KEY,
	thing_id BIGINT NOT NULL,
	event_id BIGINT NOT NULL,
	action   TEXT NOT NULL,
	actor    BIGINT NOT NULL
);

CREATE TABLE job (
	id           @ID@,
	kind         TEXT NOT NULL,
	payload      TEXT NOT NULL,
	state        INTEGER NOT NULL,
	run_at       BIGINT NOT NULL,
	attempts     INTEGER NOT NULL,
	lease_until  BIGINT NOT NULL,
	worker       TEXT NOT NULL,
	last_error   TEXT NOT NULL,
	unique_key   TEXT,
	finished_at  BIGINT NOT NULL
);
CREATE INDEX job_ready ON job (run_at, id) WHERE state = 0;
CREATE INDEX job_state ON job (state, id) WHERE state <> 2;
CREATE UNIQUE INDEX job_unique ON job (unique_key) WHERE unique_key IS NOT NULL;

CREATE TABLE job_schedule (
	kind    TEXT NOT NULL PRIMARY KEY,
	next_at BIGINT NOT NULL
);
