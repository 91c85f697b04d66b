-- Work of units without staff, at the desk of their province: few rows, which are counted on each page of a queue.
CREATE INDEX dossier_unstaffed ON dossier (desk_id, state, sort_at, id) WHERE unit_id <> desk_id AND state <> 0;
