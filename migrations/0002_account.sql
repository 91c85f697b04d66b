-- People: citizens by their 12-digit number, officers by a user name; their sessions and rights.

CREATE TABLE account (
	id             @ID@,
	kind           INTEGER NOT NULL,
	login          TEXT NOT NULL,
	name           TEXT NOT NULL,
	name_fold      TEXT NOT NULL,
	email          TEXT NOT NULL,
	email_confirmed_at BIGINT NOT NULL,
	phone          TEXT NOT NULL,
	address        TEXT NOT NULL,
	birth_day      INTEGER,
	sex            TEXT NOT NULL,
	password       TEXT NOT NULL,
	totp_secret    TEXT NOT NULL,
	totp_last_step BIGINT NOT NULL,
	checked_at     BIGINT NOT NULL,
	checked_by     BIGINT NOT NULL,
	disabled_at    BIGINT NOT NULL,
	lang           TEXT NOT NULL,
	created_at     BIGINT NOT NULL
);
CREATE UNIQUE INDEX account_login ON account (kind, login);

CREATE TABLE account_role (
	account_id BIGINT NOT NULL REFERENCES account (id),
	unit_id    BIGINT NOT NULL REFERENCES unit (id),
	roles      INTEGER NOT NULL,
	PRIMARY KEY (account_id, unit_id)
);
CREATE INDEX account_role_unit ON account_role (unit_id);

CREATE TABLE account_session (
	token_hash TEXT NOT NULL PRIMARY KEY,
	account_id BIGINT NOT NULL REFERENCES account (id),
	unit_id    BIGINT NOT NULL,
	stage      INTEGER NOT NULL,
	created_at BIGINT NOT NULL,
	seen_at    BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	agent      TEXT NOT NULL,
	secret     TEXT NOT NULL
);
CREATE INDEX account_session_account ON account_session (account_id);
CREATE INDEX account_session_expires ON account_session (expires_at);

-- Links sent by e-mail: confirm an address, set a new password.
CREATE TABLE account_token (
	token_hash TEXT NOT NULL PRIMARY KEY,
	account_id BIGINT NOT NULL REFERENCES account (id),
	purpose    TEXT NOT NULL,
	value      TEXT NOT NULL,
	expires_at BIGINT NOT NULL
);
CREATE INDEX account_token_account ON account_token (account_id);

-- Tries in a row, by what was tried and from where; the subject is a hash.
CREATE TABLE account_attempt (
	subject TEXT NOT NULL PRIMARY KEY,
	n       INTEGER NOT NULL,
	last_at BIGINT NOT NULL
);

-- Values of a form that was posted after its session had ended (settled.md 15).
CREATE TABLE account_parked (
	token_hash TEXT NOT NULL PRIMARY KEY,
	account_id BIGINT NOT NULL,
	path       TEXT NOT NULL,
	body       TEXT NOT NULL,
	files      INTEGER NOT NULL,
	expires_at BIGINT NOT NULL
);
