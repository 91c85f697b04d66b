/* The JSON of a procedure for people: written out with lines, and what differs between two of them. */
#include "features/admin/admin_procedure.h"

static void
indent(struct buf *b, int depth)
{
	buf_addc(b, '\n');
	for (int i = 0; i < depth; i++)
		buf_adds(b, "  ");
}

static bool
is_flat(const struct json *v)
{
	for (size_t i = 0; i < json_len(v); i++)
		if (json_is(json_at(v, i), JSON_KIND_ARRAY) || json_is(json_at(v, i), JSON_KIND_OBJECT) ||
		    json_text_of(json_at(v, i)).n > 40)
			return false;
	return json_len(v) <= 8;
}

/* Small objects and lists of short values stand on one line. */
static void
write_value(struct buf *b, const struct json *v, int depth)
{
	struct json_out j;
	bool object = json_is(v, JSON_KIND_OBJECT), flat = is_flat(v);
	if (!object && !json_is(v, JSON_KIND_ARRAY)) {
		json_out_init(&j, b);
		admin_json_put(&j, v);
		return;
	}
	buf_addc(b, object ? '{' : '[');
	for (size_t i = 0; i < json_len(v); i++) {
		if (i > 0)
			buf_adds(b, flat ? ", " : ",");
		if (!flat)
			indent(b, depth + 1);
		if (object) {
			buf_addc(b, '"');
			json_escape(b, json_key_at(v, i));
			buf_adds(b, "\": ");
		}
		write_value(b, json_at(v, i), depth + 1);
	}
	if (!flat && json_len(v) > 0)
		indent(b, depth);
	buf_addc(b, object ? '}' : ']');
}

const char *
admin_json_pretty(struct cx *cx, const struct json *v)
{
	struct buf b;
	buf_init(&b, cx->arena, 4 * ADMIN_BODY_MAX);
	if (v != NULL)
		write_value(&b, v, 0);
	return buf_cstr(&b);
}

void
admin_json_put(struct json_out *j, const struct json *v)
{
	switch (v->kind) {
	case JSON_KIND_NULL:
		json_null(j);
		break;
	case JSON_KIND_BOOL:
		json_bool(j, v->yes);
		break;
	case JSON_KIND_INT:
		json_int(j, v->i);
		break;
	case JSON_KIND_REAL:
		json_number(j, v->real, 6);
		break;
	case JSON_KIND_TEXT:
		json_text(j, v->text);
		break;
	case JSON_KIND_ARRAY:
		json_array(j);
		for (size_t i = 0; i < v->n; i++)
			admin_json_put(j, &v->item[i]);
		json_end_array(j);
		break;
	case JSON_KIND_OBJECT:
		json_object(j);
		for (size_t i = 0; i < v->n; i++) {
			json_key(j, str_cstr(j->b->arena, v->key[i]));
			admin_json_put(j, &v->item[i]);
		}
		json_end_object(j);
		break;
	}
}

/* --- what differs --------------------------------------------------------------------------------------------------------- */

static const struct admin_option labels[] = {
	{ "code", "Mã thủ tục" },
	{ "name", "Tên thủ tục" },
	{ "name_en", "Tên tiếng Anh" },
	{ "field", "Lĩnh vực" },
	{ "level", "Cấp giải quyết" },
	{ "agency", "Cơ quan giải quyết" },
	{ "applicant", "Ai nộp" },
	{ "online", "Nộp trực tuyến" },
	{ "time_limit", "Thời hạn" },
	{ "fees", "Phí, lệ phí" },
	{ "papers", "Giấy tờ" },
	{ "legal_basis", "Căn cứ pháp lý" },
	{ "result", "Kết quả" },
	{ "life_event", "Việc trong đời" },
	{ "route", "Quy trình mặc định" },
	{ "cases", "Trường hợp thường gặp" },
	{ "folk", "Cách gọi dân dã" },
	{ "abbr", "Chữ viết tắt" },
	{ "form", "Biểu mẫu" },
	{ "confidence", "Mức chắc chắn của nguồn" },
	{ "ours_confidence", "Mức chắc chắn phần biên soạn" },
	{ NULL, NULL },
};

static void
add_difference(struct cx *cx, struct admin_differences *d, const char *key, const struct json *was, const struct json *is)
{
	const char *a = admin_json_pretty(cx, was), *b = admin_json_pretty(cx, is);
	if (strcmp(a, b) != 0)
		*vec_push(&d->list, cx->arena) =
			(struct admin_difference){ admin_option_label(cx->lang, labels, key), a, b, strlen(a) + strlen(b) > 2000 };
}

void
admin_json_differ(struct cx *cx, const struct json *was, const struct json *is, struct admin_differences *d)
{
	d->list.n = 0;
	for (size_t i = 0; i < json_len(was); i++) {
		const char *key = str_cstr(cx->arena, json_key_at(was, i));
		add_difference(cx, d, key, json_at(was, i), json_get(is, key));
	}
	for (size_t i = 0; i < json_len(is); i++) {
		const char *key = str_cstr(cx->arena, json_key_at(is, i));
		if (json_get(was, key) == NULL)
			add_difference(cx, d, key, NULL, json_at(is, i));
	}
}
