-- A way through an agency is never changed: a new one takes its place, and dossiers keep the one they were accepted on.
ALTER TABLE procedure_route ADD COLUMN ended_at BIGINT NOT NULL DEFAULT 0;
DROP INDEX procedure_route_key;
CREATE UNIQUE INDEX procedure_route_key ON procedure_route (code, level, unit_id) WHERE ended_at = 0;
ALTER TABLE dossier ADD COLUMN route_id BIGINT NOT NULL DEFAULT 0;
