#include "platform/conf/conf_check.h"

#include <arpa/inet.h>

/* AF_INET, AF_INET6, or 0 when s is no numeric address. */
static int
address_family(struct str s)
{
	char text[INET6_ADDRSTRLEN];
	unsigned char raw[sizeof(struct in6_addr)];
	if (s.n == 0 || s.n >= sizeof text)
		return 0;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	return inet_pton(AF_INET, text, raw) == 1 ? AF_INET : inet_pton(AF_INET6, text, raw) == 1 ? AF_INET6 : 0;
}

static bool
is_port(struct str s)
{
	int64_t port;
	return str_i64(s, &port) && s.p[0] != '-' && port <= 65535;
}

/* Cuts at the last colon outside brackets; false without one. */
static bool
cut_port(struct str s, struct str *host, struct str *port)
{
	for (size_t i = s.n; i > 0 && s.p[i - 1] != ']'; i--)
		if (s.p[i - 1] == ':') {
			*host = str_head(s, i - 1);
			*port = str_from(s, i);
			return true;
		}
	return false;
}

static bool
in_brackets(struct str s)
{
	return s.n > 2 && s.p[0] == '[' && s.p[s.n - 1] == ']';
}

const char *
conf_check_listen(struct str value)
{
	struct str host, port;
	bool good = cut_port(value, &host, &port) && is_port(port);
	if (good && in_brackets(host))
		good = address_family(str_head(str_from(host, 1), host.n - 2)) == AF_INET6;
	else
		good = good && address_family(host) == AF_INET;
	return good ? NULL : "not ADDRESS:PORT, as 127.0.0.1:8080 or [::1]:8080";
}

const char *
conf_check_database(struct str value)
{
	if (value.n == 0 || str_starts(value, "postgresql://") || str_starts(value, "postgres://"))
		return NULL;
	return str_starts(value, "sqlite:") && value.n > strlen("sqlite:") ? NULL : "neither sqlite:PATH nor postgresql://…";
}

/* A host name or address, perhaps with a port; nothing that could end the host early. */
static bool
is_host(struct str s)
{
	struct str host = s, port;
	if (cut_port(s, &host, &port) && !is_port(port))
		return false;
	if (in_brackets(host))
		return address_family(str_head(str_from(host, 1), host.n - 2)) == AF_INET6;
	for (size_t i = 0; i < host.n; i++) {
		char c = host.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-'))
			return false;
	}
	return host.n > 0;
}

static bool
cut_scheme(struct str *s, const char *scheme)
{
	if (!str_starts(*s, scheme))
		return false;
	*s = str_from(*s, strlen(scheme));
	return true;
}

const char *
conf_check_url(struct str value)
{
	if (!cut_scheme(&value, "https://") && !cut_scheme(&value, "http://"))
		return "not http:// or https://";
	struct str path = value, host = str_cut(&path, '/');
	if (!is_host(host))
		return "no host";
	for (size_t i = 0; i < path.n; i++)
		if (path.p[i] <= ' ' || path.p[i] > '~' || strchr("\"<>?#\\", path.p[i]) != NULL)
			return "a sign that may not stand in an address";
	return str_ends(value, "/") ? "a slash at the end" : NULL;
}

const char *
conf_check_nets(struct str value)
{
	while (value.n > 0) {
		struct str bits = str_trim(str_cut(&value, ',')), base = str_cut(&bits, '/');
		int family = address_family(base);
		int64_t n = 0;
		if (family == 0)
			return "not addresses or networks, as 127.0.0.1,10.0.0.0/8";
		if (bits.p != NULL && (!str_i64(bits, &n) || n < 0 || n > (family == AF_INET ? 32 : 128)))
			return "a network of too many bits";
	}
	return NULL;
}

const char *
conf_check_smtp(struct str value)
{
	if (value.n == 0)
		return NULL;
	if (!cut_scheme(&value, "smtps://") && !cut_scheme(&value, "smtp://"))
		return "not smtp:// or smtps://";
	return is_host(value) ? NULL : "not HOST or HOST:PORT after the scheme";
}

const char *
conf_check_address(struct str value)
{
	struct str host = value, name = str_cut(&host, '@');
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] <= ' ' || name.p[i] > '~' || strchr("<>(),;:\"\\[]", name.p[i]) != NULL)
			return "no e-mail address";
	bool good = name.n > 0 && is_host(host) && memchr(host.p, ':', host.n) == NULL && host.p[0] != '.' &&
		    host.p[host.n - 1] != '.';
	return good && (str_is(host, "localhost") || memchr(host.p, '.', host.n) != NULL) ? NULL : "no e-mail address";
}

const char *
conf_check_level(struct str value)
{
	char word[8] = "";
	if (value.n < sizeof word && value.n > 0)
		memcpy(word, value.p, value.n);
	return log_level_of(word) >= 0 ? NULL : "not error, warn, info or debug";
}

const char *
conf_check_some(struct str value)
{
	return value.n > 0 ? NULL : "empty";
}
