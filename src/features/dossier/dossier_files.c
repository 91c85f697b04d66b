/* Files: what people send in, and what they take home. */
#include "features/dossier/dossier_pages.h"

#include "platform/blob/blob.h"
#include "platform/parse/filetype.h"

/* --- sent in ----------------------------------------------------------------------------------------------------- */

/* "tep_chung_sinh", "giay_to.2.tep" of this step; false for anything else. */
static bool
find_field(const struct form *f, const struct form_step *s, struct str name, struct dossier_upload *u)
{
	struct str rest = name, first = str_cut(&rest, '.'), row = str_cut(&rest, '.');
	const struct form_field *field = form_field_of(f, first);
	int64_t number = -1;
	u->row = -1;
	if (field != NULL && field->type == FORM_GROUP) {
		const struct form_field *group = field;
		if (!str_i64(row, &number) || number < 0 || number > 1000000)
			return false;
		field = NULL;
		for (size_t i = 0; i < group->n_fields; i++)
			if (str_eq(group->field[i].id, rest))
				field = &group->field[i];
		u->row = (int)number;
	} else if (row.n > 0) {
		return false;
	}
	u->field = field;
	return field != NULL && field->type == FORM_FILE && field->step == s->nr;
}

static bool
find_place(struct cx *cx, const struct dossier *d, const struct dossier_step *step, struct dossier_upload *u)
{
	struct str name = u->file->field;
	if (step->kind == STEP_FORM) {
		if (!find_field(d->procedure->form, step->form, name, u))
			return false;
		u->key = arena_printf(cx->arena, "field:%s", form_path(cx->arena, u->field, u->row));
		return true;
	}
	if (step->kind != STEP_PAPERS || !str_starts(name, "giay."))
		return false;
	u->paper = procedure_paper(d->procedure, str_from(name, 5));
	if (u->paper == NULL || u->paper->by != PAPER_UPLOAD)
		return false;
	u->key = u->paper->id;
	return true;
}

static const char *
said(struct cx *cx, const char *msgid, struct str name)
{
	return arena_printf(cx->arena, msgid, str_cstr(cx->arena, name));
}

static enum status
take(struct cx *cx, struct http_file *file, struct dossier_upload *u)
{
	const struct filetype *type;
	if (file->too_large) {
		u->error = said(cx, tr(cx->lang, "Tệp “%s” lớn hơn 10 MB; hãy chụp nhỏ lại hoặc tách ra rồi gửi lại"), file->name);
		return ST_OK;
	}
	if (file->size == 0) {
		u->error = said(cx, tr(cx->lang, "Tệp “%s” trống; hãy chọn lại"), file->name);
		return ST_OK;
	}
	enum status st = filetype_of(cx, file->path, &type);
	if (st == ST_INVALID) {
		u->error = said(cx, tr(cx->lang, "Tệp “%s” không phải PDF, ảnh JPEG, PNG, Word (DOCX) hay Excel (XLSX); hãy lưu lại "
						 "thành một trong các loại đó rồi gửi"), file->name);
		return ST_OK;
	}
	TRY(st);
	TRY(blob_take(cx, file->path, file->sha256));
	http_file_keep(file);
	u->type = type->type;
	u->name = filetype_name(cx->arena, file->name, type);
	return ST_OK;
}

enum status
dossier_uploads_take(struct cx *cx, struct req *rq, const struct dossier *d, const struct dossier_step *step,
		     struct dossier_upload **out, size_t *n)
{
	*n = 0;
	*out = arena_new_array(cx->arena, struct dossier_upload, req_files(rq) + 1);
	for (size_t i = 0; i < req_files(rq); i++) {
		struct dossier_upload u = { .file = req_file_at(rq, i) };
		if (!find_place(cx, d, step, &u))
			continue;
		TRY(take(cx, req_file_at(rq, i), &u));
		(*out)[(*n)++] = u;
	}
	return ST_OK;
}

static enum status
add_one(struct cx *cx, const struct dossier *d, struct dossier_upload *u)
{
	int64_t id;
	struct dossier_paper p = { .paper = u->key, .name = u->name, .sha256 = u->file->sha256, .type = u->type,
				   .size = u->file->size, .reason = "" };
	enum status st = dossier_add_paper(cx, d, &p, &id);
	if (st == ST_INVALID) {
		u->error = said(cx, tr(cx->lang, "Tệp “%s” chưa được nhận: một hồ sơ có nhiều nhất 20 tệp; hãy bỏ bớt tệp khác hoặc gộp "
						 "nhiều trang vào một tệp PDF"), u->file->name);
		return ST_OK;
	}
	if (st == ST_TOO_LARGE) {
		u->error = said(cx, tr(cx->lang, "Tệp “%s” chưa được nhận: tất cả tệp của một hồ sơ cộng lại không quá 50 MB; hãy chụp nhỏ "
						 "lại hoặc bỏ bớt tệp khác"), u->file->name);
		return ST_OK;
	}
	return st;
}

enum status
dossier_uploads_add(struct cx *cx, const struct dossier *d, const struct form_values *v, struct dossier_upload *up,
		    size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct dossier_upload *u = &up[i];
		if (u->type == NULL) /* not taken */
			continue;
		u->error = NULL;
		if (u->field != NULL && u->field->group != NULL && !form_has_row(v, u->field->group, u->row))
			continue; /* its row was removed with the same press */
		TRY(add_one(cx, d, u));
	}
	return ST_OK;
}

/* Is the place of this file still on a page of the form? */
static bool
is_shown(struct cx *cx, const struct dossier *d, const struct form_values *v, const struct form_sights *sights,
	 const char *path)
{
	const struct form *f = d->procedure->form;
	for (size_t i = 0; i < f->n_fields; i++) {
		const struct form_field *field = f->field[i];
		if (field->type != FORM_FILE)
			continue;
		size_t rows = field->group != NULL ? form_rows(v, field->group) : 1;
		for (size_t k = 0; k < rows; k++) {
			int row = field->group != NULL ? form_row_at(v, field->group, k) : -1;
			if (strcmp(form_path(cx->arena, field, row), path) == 0)
				return form_sight_of(sights, field, row) == FORM_SHOWN;
		}
	}
	return false;
}

enum status
dossier_papers_settle(struct cx *cx, const struct dossier *d, const struct form_values *v,
		      const struct dossier_paper *papers, size_t n)
{
	const struct form_sights *sights = form_sights(cx->arena, d->procedure->form, v, -1);
	for (size_t i = 0; i < n; i++)
		if (strncmp(papers[i].paper, "field:", 6) == 0 && !dossier_paper_is_kept(d, &papers[i]) && !is_shown(cx, d, v, sights, papers[i].paper + 6))
			TRY(dossier_remove_paper(cx, d, papers[i].id));
	return ST_OK;
}

/* --- taken home ----------------------------------------------------------------------------------------------------- */

enum status
dossier_page_paper(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct dossier d;
	struct dossier_paper p;
	int64_t id;
	const char *path;
	TRY(dossier_own(cx, rq, &d));
	TRY(dossier_param(cx, rq, "paper", &id));
	TRY(dossier_paper_load(cx, id, &p));
	if (p.dossier != d.id || p.sha256[0] == '\0')
		return fail(cx, ST_NOT_FOUND, "dossier.paper.unknown", "paper %lld is not of %lld", (long long)id,
			    (long long)d.id);
	TRY(blob_path(cx, p.sha256, &path));
	resp_header(rs, "Cache-Control", "no-store");
	resp_file(rs, p.type, path, p.name, true);
	return ST_OK;
}

static enum status
send_pdf(struct cx *cx, struct resp *rs, struct str pdf, const char *name)
{
	resp_header(rs, "Cache-Control", "no-store");
	resp_header(rs, "Content-Disposition", arena_printf(cx->arena, "inline; filename=\"%s.pdf\"", name));
	resp_body(rs, "application/pdf", pdf);
	return ST_OK;
}

enum status
dossier_page_slip(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct dossier d;
	struct dossier_slip s;
	struct str pdf;
	int64_t id;
	TRY(dossier_own(cx, rq, &d));
	TRY(dossier_param(cx, rq, "slip", &id));
	TRY(dossier_slip_load(cx, id, &s));
	if (s.dossier != d.id)
		return fail(cx, ST_NOT_FOUND, "dossier.slip.unknown", "slip %lld is not of %lld", (long long)id,
			    (long long)d.id);
	TRY(dossier_slip_pdf(cx, &d, &s, &pdf));
	return send_pdf(cx, rs, pdf, arena_printf(cx->arena, "%s-%s-%d", d.code, s.kind, s.no));
}

enum status
dossier_page_result(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct dossier d;
	struct dossier_result r;
	struct str pdf;
	const char *path;
	const struct filetype *type;
	bool some;
	TRY(dossier_own(cx, rq, &d));
	if (d.state != DOSSIER_FINISHED && d.state != DOSSIER_RETURNED)
		return fail(cx, ST_NOT_FOUND, "dossier.result.none", "dossier is %s", dossier_state_name(d.state));
	TRY(dossier_result(cx, d.id, &r, &some));
	if (some && r.sha256[0] != '\0') {
		TRY(blob_path(cx, r.sha256, &path));
		TRY(filetype_of(cx, path, &type));
		resp_header(rs, "Cache-Control", "no-store");
		resp_file(rs, type->type, path, arena_printf(cx->arena, "%s-ket-qua.%s", d.code, type->ends), true);
		return ST_OK;
	}
	TRY(dossier_result_pdf(cx, &d, &pdf));
	return send_pdf(cx, rs, pdf, arena_printf(cx->arena, "%s-ket-qua", d.code));
}
