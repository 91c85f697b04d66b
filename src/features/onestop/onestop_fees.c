/* What is charged at the desk and at the counter: proposed from the procedure and the form, decided by the clerk. */
#include "features/onestop/onestop_priv.h"

#include "platform/web/web.h"

enum { QUANTITY_MAX = 100000 };

/* --- what is proposed ------------------------------------------------------------------------------------------------- */

static bool
fits_channel(const struct procedure_fee *f, enum dossier_channel channel)
{
	return strcmp(f->channel, "any") == 0 || strcmp(f->channel, channel == CHANNEL_ONLINE ? "online" : "direct") == 0;
}

/* The catalogue words what is counted as "Mỗi trang…", and what ends the count as "Mức thu tối đa…". */
static bool
is_counted(const struct procedure_fee *f)
{
	return str_starts(str_of(f->label), "Mỗi ");
}

static bool
is_ceiling(const struct procedure_fee *f)
{
	return str_starts(str_of(f->label), "Mức thu tối đa");
}

static int64_t
number_in(const struct form_values *v, const char *group, int row, const char *field)
{
	char path[3 * FORM_ID_MAX];
	int64_t n;
	snprintf(path, sizeof path, "%s.%d.%s", group, row, field);
	return str_i64(form_values_get(v, path), &n) && n > 0 && n <= QUANTITY_MAX ? n : 0;
}

static int64_t
lesser(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Thông tư 226/2016/TT-BTC, on certified copies: of every copy the first two pages at one price, the others at another,
 * and no copy dearer than the ceiling. */
static void
count_pages(const struct dossier *d, const struct form_values *v, struct onestop_fees *fees)
{
	const struct procedure *p = d->procedure;
	const struct form_field *group = form_field_of(p->form, S("giay_to"));
	if (strcmp(p->code, "2.000815") != 0 || group == NULL || fees->n < 3 || fees->field[1].proposed <= 0)
		return;
	struct onestop_fee_field *first = &fees->field[0], *rest = &fees->field[1];
	int64_t most = INT64_MAX;
	for (size_t i = 0; i < p->n_fees; i++)
		if (is_ceiling(&p->fee[i]))
			most = (p->fee[i].amount - 2 * first->proposed) / rest->proposed;
	for (size_t i = 0; i < form_rows(v, group); i++) {
		int row = form_row_at(v, group, i);
		int64_t pages = number_in(v, "giay_to", row, "so_trang"), copies = number_in(v, "giay_to", row, "so_ban");
		first->proposed_quantity += copies * lesser(pages, 2);
		rest->proposed_quantity += copies * lesser(pages > 2 ? pages - 2 : 0, most);
	}
}

static const char *
digits(struct cx *cx, int64_t n)
{
	return n > 0 ? arena_printf(cx->arena, "%lld", (long long)n) : "";
}

/* A sum for the whole is ticked when it is the first; what is counted is ticked when the form tells how many. */
static void
propose(struct cx *cx, struct onestop_fees *fees)
{
	bool one = false;
	for (size_t i = 0; i < fees->n; i++) {
		struct onestop_fee_field *f = &fees->field[i];
		f->amount = str_of(digits(cx, f->proposed));
		f->quantity = str_of(digits(cx, f->proposed_quantity));
		f->on = f->counted ? f->proposed_quantity > 0 : f->proposed > 0 && !one;
		one |= f->on;
	}
}

/* The reason as it is printed: "Miễn, giảm: trẻ em, người cao tuổi". */
static const char *
exempt_label(struct cx *cx, const char *label)
{
	struct str why = str_of(label);
	return arena_printf(cx->arena, "Miễn, giảm: " STR_FMT,
			    STR_ARG(str_starts(why, "Miễn: ") ? str_from(why, strlen("Miễn: ")) : why));
}

void
onestop_fees_fill(struct cx *cx, const struct dossier *d, const struct form_values *values, const char *prefix,
		  struct onestop_fees *out)
{
	const struct procedure *p = d->procedure;
	const char **exempt = arena_new_array(cx->arena, const char *, p->n_fees + 1);
	*out = (struct onestop_fees){ .prefix = prefix, .exempt = exempt,
				      .field = arena_new_array(cx->arena, struct onestop_fee_field, ONESTOP_FEES_MAX + 1) };
	for (size_t i = 0; i < p->n_fees && out->n < ONESTOP_FEES_MAX; i++) {
		const struct procedure_fee *fee = &p->fee[i];
		if (!fits_channel(fee, d->channel) || is_ceiling(fee))
			continue;
		if (fee->exempt)
			exempt[out->n_exempt++] = exempt_label(cx, fee->label);
		if (fee->exempt || fee->amount == 0)
			continue;
		out->field[out->n] = (struct onestop_fee_field){ .label = fee->label, .nr = (int)out->n, .council = fee->amount < 0,
								 .counted = is_counted(fee), .proposed = fee->amount > 0 ? fee->amount : 0 };
		out->n++;
	}
	out->field[out->n] = (struct onestop_fee_field){ .label = NULL, .nr = (int)out->n };
	out->n++;
	if (values != NULL)
		count_pages(d, values, out);
	propose(cx, out);
}

/* --- what was typed --------------------------------------------------------------------------------------------------- */

static const char *
name_of(struct cx *cx, const char *stem, int nr)
{
	return arena_printf(cx->arena, "%s.%d", stem, nr);
}

/* Not empty, not nothing, not what the page proposed: somebody means it. */
static bool
is_meant(struct str typed, int64_t proposed)
{
	int64_t n;
	return str_trim(typed).n > 0 && !(onestop_money(typed, &n) && (n == proposed || n == 0));
}

static void
read_field(struct cx *cx, struct req *rq, struct onestop_fee_field *f)
{
	f->amount = str_head(req_field(rq, name_of(cx, "le_phi_tien", f->nr)), 40);
	if (f->counted)
		f->quantity = str_head(req_field(rq, name_of(cx, "le_phi_so_luong", f->nr)), 20);
	if (f->label == NULL) {
		f->typed_label = str_trim(req_field(rq, name_of(cx, "le_phi_ten", f->nr)));
		f->on = str_trim(f->amount).n > 0 || f->typed_label.n > 0;
	} else {
		f->on = req_has_field(rq, name_of(cx, "le_phi_thu", f->nr));
	}
}

/* What to do about this row; NULL when it is right. */
static const char *
wrong_with(struct cx *cx, const struct onestop_fee_field *f, int64_t *sum, int64_t *quantity)
{
	*quantity = 1;
	if (!f->on)
		return is_meant(f->amount, f->proposed) || is_meant(f->quantity, f->proposed_quantity)
			       ? tr(cx->lang, "Đánh dấu khoản này nếu thu; nếu không thu, xóa số đã gõ")
			       : NULL;
	if (f->counted && (!onestop_money(f->quantity, quantity) || *quantity < 1 || *quantity > QUANTITY_MAX))
		return tr(cx->lang, "Gõ số lượng bằng chữ số, ví dụ 4");
	if (!onestop_money(f->amount, sum))
		return tr(cx->lang, "Gõ số tiền bằng chữ số, ví dụ 15.000");
	if (f->label == NULL && (f->typed_label.n == 0 || viet_length(f->typed_label) > 200))
		return tr(cx->lang, "Ghi tên khoản thu, tối đa 200 ký tự");
	return NULL;
}

static const char *
printed_label(struct cx *cx, const struct onestop_fee_field *f, int64_t sum, int64_t quantity)
{
	char n[VIET_NUMBER], each[VIET_NUMBER];
	if (f->label == NULL)
		return str_cstr(cx->arena, f->typed_label);
	if (!f->counted)
		return f->label;
	return arena_printf(cx->arena, "%s (%s × %s đồng)", f->label, viet_number(quantity, false, n),
			    viet_number(sum, false, each));
}

/* A reason is for paying nothing or less: a sum in full beside it is a slip of the hand. */
static void
check_together(struct cx *cx, struct onestop_fees *fees, size_t charged, struct onestop_errors *e)
{
	int64_t sum;
	for (size_t i = 0; i < fees->n; i++) {
		struct onestop_fee_field *f = &fees->field[i];
		if (fees->chosen == 0 || !f->on || f->proposed == 0 || !onestop_money(f->amount, &sum) || sum < f->proposed)
			continue;
		f->error = tr(cx->lang, "Đã chọn lý do miễn, giảm: bỏ đánh dấu khoản này, hoặc ghi số tiền đã giảm");
		onestop_error_add(cx, e, arena_printf(cx->arena, "%s-le_phi_tien.%d", fees->prefix, f->nr), f->error);
	}
	if (fees->paid && charged == 0 && e->list.n == 0)
		onestop_error_add(cx, e, arena_printf(cx->arena, "%s-da_thu", fees->prefix),
				  tr(cx->lang, "Đã thu tiền thì đánh dấu khoản thu và ghi số tiền"));
}

static void
read_exempt(struct req *rq, struct onestop_fees *fees)
{
	int64_t chosen;
	if (str_i64(req_field(rq, "le_phi_mien"), &chosen) && chosen > 0 && (size_t)chosen <= fees->n_exempt)
		fees->chosen = (int)chosen;
}

void
onestop_fees_read(struct cx *cx, struct req *rq, struct onestop_fees *fees, struct dossier_move_data *out,
		  struct onestop_errors *e)
{
	struct dossier_fee *fee = arena_new_array(cx->arena, struct dossier_fee, fees->n + 1);
	size_t charged = 0;
	fees->paid = str_is(req_field(rq, "da_thu"), "1");
	read_exempt(rq, fees);
	for (size_t i = 0; i < fees->n; i++) {
		struct onestop_fee_field *f = &fees->field[i];
		int64_t sum = 0, quantity;
		read_field(cx, rq, f);
		f->error = wrong_with(cx, f, &sum, &quantity);
		if (f->error != NULL)
			onestop_error_add(cx, e, arena_printf(cx->arena, "%s-le_phi_tien.%d", fees->prefix, f->nr), f->error);
		else if (f->on && sum > 0)
			fee[charged++] = (struct dossier_fee){ .label = printed_label(cx, f, sum, quantity),
							       .amount = sum * quantity, .paid_at = fees->paid ? cx->now : 0 };
	}
	check_together(cx, fees, charged, e);
	if (fees->chosen > 0)
		fee[charged++] = (struct dossier_fee){ .label = fees->exempt[fees->chosen - 1] };
	out->fee = fee;
	out->n_fees = charged;
}
