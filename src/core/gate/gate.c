#include "core/gate/gate.h"

static unsigned
roles_at(const struct who *w, int64_t unit)
{
	unsigned roles = 0;
	for (int i = 0; i < w->n_at; i++)
		if (unit != 0 && w->at[i].unit == unit)
			roles |= w->at[i].roles;
	return roles;
}

unsigned
gate_fields(const struct who *w, const struct gate_subject *s, enum gate_purpose purpose)
{
	unsigned roles = roles_at(w, s->unit) | roles_at(w, s->province_unit);
	if (w->system)
		return GATE_ALL;
	switch (purpose) {
	case GATE_OWN:
		return w->account != 0 && !w->officer && w->account == s->owner ? GATE_ALL & ~(unsigned)GATE_NOTES : 0;
	case GATE_TRACK:
	case GATE_STATISTICS:
		return GATE_STATE;
	case GATE_WORK:
		return w->officer && (roles & ROLE_AT_WORK) != 0 ? GATE_ALL : 0;
	case GATE_INSPECT:
		return w->officer && (roles & ROLE_INSPECT) != 0 ? GATE_ALL & ~(unsigned)GATE_NOTES : 0;
	}
	return 0;
}

enum status
gate_check(struct cx *cx, const struct gate_subject *s, enum gate_purpose purpose, unsigned *fields)
{
	*fields = gate_fields(&cx->who, s, purpose);
	if (*fields == 0)
		return fail(cx, ST_NOT_FOUND, "gate.closed", "account %lld, purpose %d, owner %lld, unit %lld",
			    (long long)cx->who.account, (int)purpose, (long long)s->owner, (long long)s->unit);
	return ST_OK;
}

const char *
gate_mask_number(struct arena *a, struct str number)
{
	if (number.n < 8)
		return "••••";
	return arena_printf(a, "%.3s•••••%.4s", number.p, number.p + number.n - 4);
}
