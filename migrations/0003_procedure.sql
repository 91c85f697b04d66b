-- Procedures by revision; the body is the JSON of data/procedures.json. One published revision of a code at a time.

CREATE TABLE procedure_revision (
	id           @ID@,
	code         TEXT NOT NULL,
	revision     INTEGER NOT NULL,
	state        INTEGER NOT NULL,
	name         TEXT NOT NULL,
	body         TEXT NOT NULL,
	created_at   BIGINT NOT NULL,
	published_at BIGINT NOT NULL,
	ended_at     BIGINT NOT NULL
);
CREATE UNIQUE INDEX procedure_revision_code ON procedure_revision (code, revision);

-- Ordered steps of a procedure's way through an agency; unit 0 and code '' hold the defaults of a level.
CREATE TABLE procedure_route (
	id      @ID@,
	code    TEXT NOT NULL,
	level   TEXT NOT NULL,
	unit_id BIGINT NOT NULL,
	body    TEXT NOT NULL
);
CREATE UNIQUE INDEX procedure_route_key ON procedure_route (code, level, unit_id);
