/* The form of a procedure on paper, blank, printed from the definition of the form on the screen (settled.md 31): the
 * two cannot drift apart. Always Vietnamese: it is handed to an agency. */
#include "features/procedure/procedure_priv.h"
#include "features/slip/slip.h"

enum {
	OPTIONS_PRINTED = 12, /* a longer list is a line to write on */
	ROWS_PRINTED = 3,     /* of a repeating group */
	CITIZEN_DIGITS = 12,
};

typedef VEC(struct slip_field) slip_fields;

static const char *
text_of(struct cx *cx, struct str s)
{
	return s.n == 0 ? NULL : str_cstr(cx->arena, s);
}

static void
add_options(struct cx *cx, const struct form_field *f, struct slip_field *out)
{
	struct slip_option *option = arena_new_array(cx->arena, struct slip_option, f->n_options);
	for (size_t i = 0; i < f->n_options; i++)
		option[i].label = str_cstr(cx->arena, f->option[i].label);
	out->kind = SLIP_CHOICE;
	out->options = option;
	out->n_options = f->n_options;
}

/* must: an answer is due whatever the others are. */
static void
add_field(struct cx *cx, const struct form_field *f, bool must, slip_fields *list)
{
	struct slip_field s = { .kind = SLIP_LINE, .label = text_of(cx, f->label), .hint = text_of(cx, f->hint),
				.required = f->required && f->show_if == NULL && must };
	switch (f->type) {
	case FORM_FILE: /* papers are listed at the end */
	case FORM_GROUP:
	case FORM_TYPES:
		return;
	case FORM_LONGTEXT:
		s.kind = SLIP_TEXT;
		break;
	case FORM_CITIZEN_ID:
		s.kind = SLIP_DIGITS;
		s.digits = CITIZEN_DIGITS;
		break;
	case FORM_CHOICE:
		if (f->n_options <= OPTIONS_PRINTED)
			add_options(cx, f, &s);
		break;
	case FORM_CHECKBOX:
		s.kind = SLIP_CHECK;
		break;
	case FORM_TEXT:
	case FORM_DATE:
	case FORM_NUMBER:
	case FORM_TAX_CODE:
	case FORM_MONTH:
	case FORM_PHONE:
	case FORM_EMAIL:
	case FORM_ADDRESS:
		break;
	}
	*vec_push(list, cx->arena) = s;
}

static void
add_group(struct cx *cx, const struct form_field *g, slip_fields *list)
{
	int64_t rows = g->has_max && g->max < ROWS_PRINTED ? g->max : ROWS_PRINTED;
	if (g->has_min && g->min > rows)
		rows = g->min;
	for (int64_t row = 1; row <= rows; row++) {
		*vec_push(list, cx->arena) = (struct slip_field){
			.kind = SLIP_HEADING,
			.label = arena_printf(cx->arena, STR_FMT " (%lld)", STR_ARG(g->label), (long long)row),
		};
		for (size_t i = 0; i < g->n_fields; i++)
			add_field(cx, &g->field[i], g->has_min && row <= g->min, list);
	}
}

/* A ticked oath is the sentence above the signature. */
static bool
is_pledge(const struct form_field *f)
{
	return f->type == FORM_CHECKBOX && str_is(f->id, "cam_doan");
}

static bool
add_step(struct cx *cx, const struct form_step *s, struct slip_step *out, const char **pledge)
{
	slip_fields list = { 0 };
	for (size_t i = 0; i < s->n_fields; i++) {
		const struct form_field *f = &s->field[i];
		if (is_pledge(f))
			*pledge = arena_printf(cx->arena, STR_FMT ".", STR_ARG(f->label));
		else if (f->type == FORM_GROUP)
			add_group(cx, f, &list);
		else if (!str_is(f->fill, "agency")) /* stands at the head: 'Kính gửi' */
			add_field(cx, f, true, &list);
	}
	*out = (struct slip_step){ text_of(cx, s->title), list.p, list.n };
	return list.n > 0;
}

/* The paper that the form stands for gives its name: "Tờ khai đăng ký khai sinh". */
static const char *
title_of(struct cx *cx, const struct procedure *p)
{
	for (size_t i = 0; i < p->n_papers; i++)
		if (p->paper[i].by == PAPER_FORM)
			return p->paper[i].name;
	return arena_printf(cx->arena, "Đơn đề nghị: %s", p->name);
}

static enum status
print_form(struct cx *cx, const struct procedure *p, struct str *pdf)
{
	struct slip_step *step = arena_new_array(cx->arena, struct slip_step, p->form->n_steps);
	const char **paper = arena_new_array(cx->arena, const char *, p->n_papers + 1);
	struct slip_form form = { .title = title_of(cx, p), .procedure = p->name, .procedure_code = p->code,
				  .steps = step, .papers = paper, .signer_head = "NGƯỜI NỘP HỒ SƠ" };
	for (size_t i = 0; i < p->form->n_steps; i++)
		if (add_step(cx, &p->form->step[i], &step[form.n_steps], &form.pledge))
			form.n_steps++;
	for (size_t i = 0; i < p->n_papers; i++)
		if (p->paper[i].by != PAPER_FORM)
			paper[form.n_papers++] = p->paper[i].name;
	return slip_blank_form(cx, &form, pdf);
}

enum status
procedure_blank_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	int64_t revision = revision_loaded("procedure");
	const struct procedure *p = procedure_by_code(req_param(rq, "code"));
	struct str pdf;
	if (p == NULL)
		return fail(cx, ST_NOT_FOUND, "procedure.unknown", "no procedure of this code");
	const struct procedure_kept *k = procedure_kept_get(revision, p->id, KEPT_BLANK_FORM);
	if (k != NULL) {
		pdf = k->body;
	} else {
		TRY(print_form(cx, p, &pdf));
		procedure_kept_put(revision, p->id, KEPT_BLANK_FORM, pdf, (struct str){ NULL, 0 });
	}
	resp_header(rs, "Content-Disposition",
		    arena_printf(cx->arena, "inline; filename=\"mau-%s.pdf\"", p->code));
	resp_body(rs, "application/pdf", pdf);
	return ST_OK;
}
