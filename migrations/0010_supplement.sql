-- Answers a person changes while the desk waits for a supplement: the desk goes on seeing those of dossier_value until they are sent.
CREATE TABLE dossier_pending (
	dossier_id @ID@,
	body       TEXT NOT NULL,
	saved_at   BIGINT NOT NULL
);
