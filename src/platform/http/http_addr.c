#include <arpa/inet.h>

#include "platform/http/http_priv.h"

static const unsigned char v4_head[12] = { [10] = 0xff, [11] = 0xff };

static bool
is_v4(const struct in6_addr *a)
{
	return memcmp(a->s6_addr, v4_head, sizeof v4_head) == 0;
}

static void
from_v4(const struct in_addr *v4, struct in6_addr *out)
{
	memcpy(out->s6_addr, v4_head, sizeof v4_head);
	memcpy(out->s6_addr + sizeof v4_head, v4, 4);
}

bool
addr_parse(struct str s, struct in6_addr *out)
{
	char text[INET6_ADDRSTRLEN];
	struct in_addr v4;
	if (s.n == 0 || s.n >= sizeof text)
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	if (inet_pton(AF_INET, text, &v4) == 1) {
		from_v4(&v4, out);
		return true;
	}
	return inet_pton(AF_INET6, text, out) == 1;
}

void
addr_text(const struct in6_addr *a, char out[INET6_ADDRSTRLEN])
{
	const char *done = is_v4(a) ? inet_ntop(AF_INET, a->s6_addr + sizeof v4_head, out, INET6_ADDRSTRLEN)
				    : inet_ntop(AF_INET6, a, out, INET6_ADDRSTRLEN);
	if (done == NULL)
		out[0] = '\0';
}

void
addr_of_socket(const struct sockaddr *sa, struct in6_addr *out)
{
	*out = (struct in6_addr){ 0 };
	if (sa->sa_family == AF_INET)
		from_v4(&((const struct sockaddr_in *)(const void *)sa)->sin_addr, out);
	else if (sa->sa_family == AF_INET6)
		*out = ((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr;
}

static bool
net_parse(struct str s, struct net *out)
{
	struct str base = str_cut(&s, '/');
	if (!addr_parse(base, &out->base))
		return false;
	int whole = is_v4(&out->base) && memchr(base.p, ':', base.n) == NULL ? 32 : 128;
	int64_t bits = whole;
	if (s.p != NULL && (!str_i64(s, &bits) || bits < 0 || bits > whole))
		return false;
	out->bits = (int)bits + 128 - whole;
	return true;
}

bool
nets_parse(struct arena *a, const char *text, struct nets *out)
{
	struct str rest = str_of(text);
	*out = (struct nets){ 0 };
	while (rest.n > 0) {
		struct str one = str_trim(str_cut(&rest, ','));
		if (one.n > 0 && !net_parse(one, vec_push(out, a)))
			return false;
	}
	return true;
}

static bool
net_has(const struct net *net, const struct in6_addr *a)
{
	size_t bytes = (size_t)net->bits / 8;
	int rest = net->bits % 8;
	if (memcmp(net->base.s6_addr, a->s6_addr, bytes) != 0)
		return false;
	return rest == 0 || ((net->base.s6_addr[bytes] ^ a->s6_addr[bytes]) >> (8 - rest)) == 0;
}

bool
nets_have(const struct nets *n, const struct in6_addr *a)
{
	for (size_t i = 0; i < n->n; i++)
		if (net_has(&n->p[i], a))
			return true;
	return false;
}

bool
listen_parse(const char *text, struct sockaddr_storage *out)
{
	struct str s = str_of(text), host;
	ptrdiff_t colon = -1;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == ':')
			colon = (ptrdiff_t)i;
	int64_t port;
	if (colon < 0 || !str_i64(str_from(s, (size_t)colon + 1), &port) || port < 0 || port > 65535)
		return false;
	host = str_head(s, (size_t)colon);
	bool v6 = host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']';
	struct in6_addr a;
	if (!addr_parse(v6 ? str_head(str_from(host, 1), host.n - 2) : host, &a))
		return false;
	*out = (struct sockaddr_storage){ 0 };
	if (v6) {
		struct sockaddr_in6 *to = (struct sockaddr_in6 *)(void *)out;
		*to = (struct sockaddr_in6){ .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port),
					     .sin6_addr = a };
		return true;
	}
	struct sockaddr_in *to = (struct sockaddr_in *)(void *)out;
	*to = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	memcpy(&to->sin_addr, a.s6_addr + sizeof v4_head, 4);
	return is_v4(&a);
}

struct in6_addr
forwarded_client(const struct nets *trusted, struct str list, struct in6_addr peer)
{
	struct in6_addr client = peer;
	while (list.n > 0) {
		size_t from = list.n;
		while (from > 0 && list.p[from - 1] != ',')
			from--;
		struct in6_addr a;
		if (!addr_parse(str_trim(str_from(list, from)), &a))
			return client;
		client = a;
		if (!nets_have(trusted, &a))
			return client;
		list.n = from > 0 ? from - 1 : 0;
	}
	return client;
}
