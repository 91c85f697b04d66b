/* Figures of the overview that no other part of the program asks for. */
#include "features/admin/admin_priv.h"

STMT(q_admin_schema, "SELECT coalesce(max(number), 0) FROM schema_version");
STMT(q_admin_officers,
     "SELECT count(*), count(CASE WHEN disabled_at <> 0 THEN 1 END) FROM account WHERE kind = :kind");

enum status
admin_store_schema(struct cx *cx, int64_t *number)
{
	return db_query_i64(cx, &q_admin_schema, NO_ARGS, 0, number);
}

enum status
admin_store_officers(struct cx *cx, int64_t *n, int64_t *disabled)
{
	struct rows rs;
	TRY(db_query(cx, &q_admin_officers, ARGS(I("kind", ACCOUNT_OFFICER)), &rs));
	bool some = db_next(&rs);
	*n = some ? db_i64(&rs, 0) : 0;
	*disabled = some ? db_i64(&rs, 1) : 0;
	return db_end(&rs);
}
