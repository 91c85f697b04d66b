/* What a procedure takes, in a few words: for lists, the head of its page, other programs. */
#include "features/procedure/procedure_priv.h"

const char *
procedure_limit_text(struct arena *a, enum lang lang, const struct procedure *p)
{
	return due_limit_text(a, lang, p->limit);
}

struct fee_range {
	int64_t low, high; /* of what is known and not exempt; -1: none */
	bool by_province, exempt;
};

static struct fee_range
fee_range(const struct procedure *p)
{
	struct fee_range r = { -1, -1, false, false };
	for (size_t i = 0; i < p->n_fees; i++) {
		const struct procedure_fee *f = &p->fee[i];
		r.exempt |= f->exempt;
		r.by_province |= f->amount < 0;
		if (f->exempt || f->amount < 0)
			continue;
		if (r.low < 0 || f->amount < r.low)
			r.low = f->amount;
		if (f->amount > r.high)
			r.high = f->amount;
	}
	return r;
}

static const char *
fee_amount(struct arena *a, enum lang lang, const struct fee_range *r)
{
	char low[VIET_NUMBER], high[VIET_NUMBER];
	if (r->by_province)
		return tr(lang, "Phí do tỉnh quy định");
	if (r->high <= 0)
		return tr(lang, "Không thu phí");
	viet_number(r->low, lang == LANG_EN, low);
	viet_number(r->high, lang == LANG_EN, high);
	if (r->low == r->high)
		return arena_printf(a, tr(lang, "%s đồng"), high);
	return arena_printf(a, tr(lang, "Từ %s đến %s đồng"), low, high);
}

const char *
procedure_fee_text(struct arena *a, enum lang lang, const struct procedure *p)
{
	struct fee_range r = fee_range(p);
	const char *amount = fee_amount(a, lang, &r);
	if (!r.exempt || (r.high <= 0 && !r.by_province))
		return amount;
	return arena_printf(a, tr(lang, "%s, có trường hợp được miễn"), amount);
}

const char *
procedure_level_text(enum lang lang, const struct procedure *p)
{
	if (strcmp(p->level, "commune") == 0)
		return tr(lang, "Xã, phường, đặc khu");
	if (strcmp(p->level, "province") == 0)
		return tr(lang, "Tỉnh, thành phố");
	return strcmp(p->level, "both") == 0 ? tr(lang, "Xã hoặc tỉnh, tùy việc") : tr(lang, "Nơi đang giữ sổ gốc");
}

const char *
procedure_online_text(enum lang lang, const struct procedure *p)
{
	return p->online_full ? tr(lang, "Trực tuyến toàn trình") : tr(lang, "Trực tuyến một phần");
}

bool
procedure_name_is_foreign(enum lang lang, const struct procedure *p)
{
	return lang == LANG_EN && p->name_en[0] == '\0';
}

void
procedure_line_fill(struct cx *cx, const struct procedure *p, struct procedure_line *out)
{
	*out = (struct procedure_line){
		.p = p, .name = procedure_name(cx->lang, p), .limit = procedure_limit_text(cx->arena, cx->lang, p),
		.fee = procedure_fee_text(cx->arena, cx->lang, p), .online = procedure_online_text(cx->lang, p),
		.foreign = procedure_name_is_foreign(cx->lang, p),
	};
}

void
procedure_hits_json(struct buf *b, const struct lookup_hit *hit, size_t n)
{
	struct json_out j;
	json_out_init(&j, b);
	json_array(&j);
	for (size_t i = 0; i < n; i++) {
		json_object(&j);
		json_put_cstr(&j, "code", hit[i].code);
		json_put_cstr(&j, "name", hit[i].name);
		json_key(&j, "score");
		json_number(&j, (double)hit[i].score, 4);
		json_end_object(&j);
	}
	json_end_array(&j);
}
