/* Parts of forms: errors, fields, choices, the unit picker. */
#include "features/admin/admin_priv.h"

void
admin_error_add(struct cx *cx, struct admin_errors *e, const char *field, const char *text)
{
	if (text != NULL)
		*vec_push(&e->list, cx->arena) = (struct admin_error){ field, text };
}

const char *
admin_error_at(const struct admin_errors *e, const char *field)
{
	for (size_t i = 0; i < e->list.n; i++)
		if (strcmp(e->list.p[i].field, field) == 0)
			return e->list.p[i].text;
	return NULL;
}

const char *
admin_read(struct cx *cx, struct req *rq, struct admin_errors *e, const char *field, size_t max, const char *missing)
{
	struct str s = str_trim(req_field(rq, field));
	if (viet_length(s) > max)
		admin_error_add(cx, e, field, arena_printf(cx->arena, tr(cx->lang, "Dài quá %d ký tự; hãy viết ngắn lại"), (int)max));
	else if (s.n == 0)
		admin_error_add(cx, e, field, missing);
	return str_cstr(cx->arena, s);
}

const char *
admin_option_label(enum lang lang, const struct admin_option *o, const char *value)
{
	for (; o->value != NULL; o++)
		if (strcmp(o->value, value) == 0)
			return tr(lang, o->label);
	return value;
}

/* Every word of typed begins a word of name; both folded. */
static bool
words_fit(struct str name, struct str typed)
{
	while (typed.n > 0) {
		struct str word = str_cut(&typed, ' ');
		bool found = false;
		for (size_t i = 0; i + word.n <= name.n && !found; i++)
			found = (i == 0 || name.p[i - 1] == ' ') && memcmp(name.p + i, word.p, word.n) == 0;
		if (!found)
			return false;
	}
	return true;
}

size_t
admin_units_find(struct cx *cx, struct str typed, bool all, const struct unit **out, size_t max)
{
	size_t n = 0;
	const struct unit *exact = unit_by_code(str_trim(typed));
	struct str fold = viet_fold(cx->arena, typed);
	if (exact != NULL && (all ? exact->valid_to == 0 : admin_in_scope(cx, exact)) && max > 0)
		out[n++] = exact;
	if (n > 0 || fold.n == 0)
		return n;
	for (size_t i = 0; i < unit_count() && n < max; i++) {
		const struct unit *u = unit_at(i);
		if (u->valid_to == 0 && words_fit(str_of(u->fold), fold) && (all || admin_in_scope(cx, u)))
			out[n++] = u;
	}
	return n;
}

/* Without script the hidden id stays while the name is typed anew; then the name holds. */
static bool
still_meant(struct cx *cx, const struct unit *u, struct str typed)
{
	struct str fold = viet_fold(cx->arena, typed);
	return words_fit(str_of(u->fold), fold) || words_fit(viet_fold(cx->arena, str_of(u->name_en)), fold);
}

const struct unit *
admin_pick(struct cx *cx, struct admin_picker *p, struct str id, struct str typed, bool all)
{
	int64_t n;
	const struct unit *u = str_i64(id, &n) ? unit_by_id(n) : NULL;
	p->typed = str_head(str_trim(typed), 200);
	if (u != NULL && still_meant(cx, u, p->typed) && (all || admin_in_scope(cx, u))) {
		p->id = id;
		if (p->typed.n == 0)
			p->typed = str_of(u->name);
		return u;
	}
	if (p->typed.n == 0)
		return NULL;
	p->choice = arena_new_array(cx->arena, const struct unit *, ADMIN_CHOICES);
	p->n_choices = admin_units_find(cx, p->typed, all, p->choice, ADMIN_CHOICES);
	if (p->n_choices == 1)
		return p->choice[0];
	for (size_t i = 0; i < p->n_choices; i++)
		if (str_is(p->typed, p->choice[i]->name))
			return p->choice[i];
	p->error = p->n_choices > 1 ? tr(cx->lang, "Có nhiều đơn vị như vậy; chọn một")
				    : tr(cx->lang, "Không thấy đơn vị nào như vậy; gõ tên hoặc mã khác");
	return NULL;
}

static enum status
suggest(struct cx *cx, struct req *rq, struct resp *rs, bool all)
{
	const struct unit *found[ADMIN_CHOICES];
	size_t n = admin_units_find(cx, str_head(req_query(rq, "q"), 200), all, found, ADMIN_CHOICES);
	struct buf b;
	struct json_out j;
	buf_init(&b, cx->arena, BUF_LINE);
	json_out_init(&j, &b);
	json_array(&j);
	for (size_t i = 0; i < n; i++) {
		json_object(&j);
		json_put_id(&j, "value", found[i]->id);
		json_put_cstr(&j, "label", unit_name(cx->lang, found[i]->id));
		json_end_object(&j);
	}
	json_end_array(&j);
	return web_json(rs, &b);
}

enum status
admin_unit_suggest(struct cx *cx, struct req *rq, struct resp *rs)
{
	return suggest(cx, rq, rs, false);
}

enum status
admin_unit_suggest_all(struct cx *cx, struct req *rq, struct resp *rs)
{
	return suggest(cx, rq, rs, true);
}
