-- Dossiers. States: see dossier.h (settled.md 18).

CREATE TABLE dossier (
	id             @ID@,
	code           TEXT,
	code_fold      TEXT,
	state          INTEGER NOT NULL,
	version        INTEGER NOT NULL,
	unit_id        BIGINT NOT NULL,
	desk_id        BIGINT NOT NULL,
	procedure_id   BIGINT NOT NULL,
	account_id     BIGINT NOT NULL,
	channel        INTEGER NOT NULL,
	applicant      TEXT NOT NULL,
	applicant_fold TEXT NOT NULL,
	citizen_no     TEXT NOT NULL,
	phone          TEXT NOT NULL,
	email          TEXT NOT NULL,
	address        TEXT NOT NULL,
	created_at     BIGINT NOT NULL,
	submitted_at   BIGINT NOT NULL,
	answer_due_at  BIGINT NOT NULL,
	expected_at    BIGINT NOT NULL,
	accepted_at    BIGINT NOT NULL,
	effective_at   BIGINT NOT NULL,
	due_at         BIGINT NOT NULL,
	paused_at      BIGINT NOT NULL,
	extended_at    BIGINT NOT NULL,
	extended_by    INTEGER NOT NULL,
	finished_at    BIGINT NOT NULL,
	returned_at    BIGINT NOT NULL,
	step           INTEGER NOT NULL,
	step_due_at    BIGINT NOT NULL,
	assignee       BIGINT NOT NULL,
	sort_at        BIGINT NOT NULL
);
CREATE UNIQUE INDEX dossier_code ON dossier (code_fold) WHERE code_fold IS NOT NULL;
-- The queues: open work of a desk by state, and of a person, what is due first.
CREATE INDEX dossier_queue ON dossier (desk_id, state, sort_at, id) WHERE state <> 0;
CREATE INDEX dossier_mine ON dossier (assignee, state, sort_at, id) WHERE assignee <> 0;
CREATE INDEX dossier_account ON dossier (account_id, id) WHERE account_id <> 0;

CREATE TABLE dossier_value (
	dossier_id @ID@,
	body       TEXT NOT NULL,
	saved_at   BIGINT NOT NULL
);

CREATE TABLE dossier_counter (
	unit_id BIGINT NOT NULL,
	day     INTEGER NOT NULL,
	n       INTEGER NOT NULL,
	PRIMARY KEY (unit_id, day)
);

CREATE TABLE dossier_paper (
	id         @ID@,
	dossier_id BIGINT NOT NULL,
	paper      TEXT NOT NULL,
	name       TEXT NOT NULL,
	sha256     TEXT NOT NULL,
	type       TEXT NOT NULL,
	size       BIGINT NOT NULL,
	original   INTEGER NOT NULL,
	mark       INTEGER NOT NULL,
	reason     TEXT NOT NULL,
	added_by   BIGINT NOT NULL,
	added_at   BIGINT NOT NULL
);
CREATE INDEX dossier_paper_dossier ON dossier_paper (dossier_id, id);

-- Stops of the clock; until_at 0 is open.
CREATE TABLE dossier_pause (
	dossier_id BIGINT NOT NULL,
	from_at    BIGINT NOT NULL,
	until_at   BIGINT NOT NULL,
	PRIMARY KEY (dossier_id, from_at)
);

-- Words between the person and the desk (kind 0, 1) and notes among officers (kind 2).
CREATE TABLE dossier_message (
	id         @ID@,
	dossier_id BIGINT NOT NULL,
	kind       INTEGER NOT NULL,
	author     BIGINT NOT NULL,
	name       TEXT NOT NULL,
	body       TEXT NOT NULL,
	at         BIGINT NOT NULL
);
CREATE INDEX dossier_message_dossier ON dossier_message (dossier_id, id);

-- Issued papers: slips 01–04, the acknowledgement, results. The values that were printed are kept as JSON.
CREATE TABLE dossier_slip (
	id         @ID@,
	dossier_id BIGINT NOT NULL,
	kind       TEXT NOT NULL,
	no         INTEGER NOT NULL,
	body       TEXT NOT NULL,
	issued_at  BIGINT NOT NULL,
	issued_by  BIGINT NOT NULL
);
CREATE INDEX dossier_slip_dossier ON dossier_slip (dossier_id, id);

CREATE TABLE dossier_result (
	dossier_id @ID@,
	kind       TEXT NOT NULL,
	title      TEXT NOT NULL,
	body       TEXT NOT NULL,
	sha256     TEXT NOT NULL,
	signer     TEXT NOT NULL,
	at         BIGINT NOT NULL
);

CREATE TABLE dossier_fee (
	id         @ID@,
	dossier_id BIGINT NOT NULL,
	label      TEXT NOT NULL,
	amount     BIGINT NOT NULL,
	paid_at    BIGINT NOT NULL,
	paid_to    BIGINT NOT NULL
);
CREATE INDEX dossier_fee_dossier ON dossier_fee (dossier_id, id);

CREATE TABLE dossier_rating (
	dossier_id @ID@,
	score      INTEGER NOT NULL,
	words      TEXT NOT NULL,
	at         BIGINT NOT NULL
);

-- Wrong tries on public tracking (settled.md 16).
CREATE TABLE dossier_track_attempt (
	subject TEXT NOT NULL,
	hour    BIGINT NOT NULL,
	n       INTEGER NOT NULL,
	PRIMARY KEY (subject, hour)
);

-- One row per viewer, dossier and hour (settled.md 29).
CREATE TABLE dossier_view (
	viewer     BIGINT NOT NULL,
	dossier_id BIGINT NOT NULL,
	hour       BIGINT NOT NULL,
	PRIMARY KEY (viewer, dossier_id, hour)
);
