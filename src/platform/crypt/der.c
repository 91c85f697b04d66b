#include "platform/crypt/der.h"

bool
der_next(struct str *rest, struct der *out)
{
	const unsigned char *p = (const unsigned char *)rest->p;
	if (rest->n < 2 || (p[0] & 0x1f) == 0x1f)
		return false;
	size_t head = 2, n = p[1];
	if (n >= 0x80) {
		size_t octets = n & 0x7f;
		if (octets == 0 || octets > 4 || rest->n < 2 + octets)
			return false;
		n = 0;
		for (size_t i = 0; i < octets; i++)
			n = n << 8 | p[2 + i];
		head += octets;
	}
	if (n > rest->n - head)
		return false;
	*out = (struct der){ .tag = p[0], .body = { rest->p + head, n }, .whole = { rest->p, head + n } };
	*rest = str_from(*rest, head + n);
	return true;
}

bool
der_take(struct str *rest, int tag, struct der *out)
{
	return rest->n > 0 && (unsigned char)rest->p[0] == tag && der_next(rest, out);
}

void
der_put(struct buf *b, int tag, struct str body)
{
	buf_addc(b, (char)tag);
	if (body.n < 0x80) {
		buf_addc(b, (char)body.n);
	} else {
		int octets = 1;
		while (octets < 4 && body.n >> (8 * octets) != 0)
			octets++;
		buf_addc(b, (char)(0x80 | octets));
		for (int i = octets - 1; i >= 0; i--)
			buf_addc(b, (char)(body.n >> (8 * i) & 0xff));
	}
	buf_addstr(b, body);
}
