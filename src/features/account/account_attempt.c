/* Tries that go wrong cost a growing wait: per account tried, whether there is such an account or not, and per client.
 * The account's own wait ends at a quarter of an hour, so that nobody is locked out of theirs for long by others. */
#include "features/account/account_priv.h"

#define WAIT_FIRST (30 * TIME_SECOND)
#define WAIT_MAX (15 * TIME_MINUTE)

static const struct limit {
	const char *name;
	int free;         /* tries before the first wait */
	int64_t forget;   /* after so long without one the count begins anew */
} limits[] = {
	[LIMIT_SIGN_IN] = { "dang-nhap", 5, TIME_DAY },
	[LIMIT_ADDRESS] = { "dia-chi", 40, TIME_HOUR }, /* a school or a village may stand behind one address */
	[LIMIT_CODE] = { "ma", 5, TIME_DAY },
	[LIMIT_LETTER] = { "thu", 3, TIME_DAY },
	[LIMIT_REGISTER] = { "dang-ky", 20, TIME_HOUR },
};

const char *
account_subject(struct cx *cx, enum account_limit limit, const char *what)
{
	char hex[65];
	sha256_hex_of(str_of(arena_printf(cx->arena, "%s:%s", limits[limit].name, what)), hex);
	return arena_strndup(cx->arena, hex, 40);
}

const char *
account_client(struct cx *cx)
{
	int colons = 0;
	size_t n = 0;
	const char *a = cx->address != NULL ? cx->address : "";
	if (strchr(a, '.') != NULL) /* IPv4, also as ::ffff:192.0.2.1 */
		return a;
	while (a[n] != '\0' && (colons += a[n] == ':') < 4)
		n++;
	return arena_strndup(cx->arena, a, n);
}

enum status
account_wait(struct cx *cx, enum account_limit limit, const char *subject, int *seconds)
{
	const struct limit *l = &limits[limit];
	int64_t n, last;
	*seconds = 0;
	TRY(store_attempts(cx, subject, &n, &last));
	if (n < l->free || cx->now - last > l->forget)
		return ST_OK;
	int64_t over = n - l->free;
	int64_t wait = over > 5 ? WAIT_MAX : WAIT_FIRST << over;
	if (wait > WAIT_MAX)
		wait = WAIT_MAX;
	int64_t left = last + wait - cx->now;
	if (left > 0)
		*seconds = (int)((left + TIME_SECOND - 1) / TIME_SECOND);
	return ST_OK;
}

enum status
account_count(struct cx *cx, enum account_limit limit, const char *subject)
{
	return store_attempt_add(cx, subject, cx->now - limits[limit].forget);
}
