-- Open dossiers whose work stands at another desk than their unit's: they are looked through when the directory changes,
-- and counted by unit for administration.
CREATE INDEX dossier_elsewhere ON dossier (unit_id, desk_id)
	WHERE unit_id <> desk_id AND state IN (1, 2, 3, 4, 5, 6, 7);
