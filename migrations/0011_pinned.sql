-- What the binding day was counted with: the agency's hours then, and the day with its reasons, step by step. Later changes of
-- hours or days off touch neither.
CREATE TABLE dossier_pinned (
	dossier_id @ID@,
	hours      TEXT NOT NULL,
	body       TEXT NOT NULL
);
-- The answers as they stood before a supplement that changed some.
CREATE TABLE dossier_former (
	dossier_id BIGINT NOT NULL,
	until_at   BIGINT NOT NULL,
	body       TEXT NOT NULL,
	PRIMARY KEY (dossier_id, until_at)
);
