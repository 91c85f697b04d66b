/* The slips of the one-stop desk as PDF: plain views in, bytes out. No rule is decided here; who calls has decided.
 *
 * Forms 01–04 are those of Circular 01/2018/TT-VPCP, named as Decree 118/2025/NĐ-CP uses them: 01 receipt and
 * appointment, 02 request to supplement, 03 refusal to accept, 04 apology with a new day. The wording between the
 * prescribed titles is ours.
 *
 * In every view: NULL or "" is left blank, with dots to write on where the form asks for it; moments are µs UTC
 * (base/time.h), 0 unknown; amounts are đồng. Texts are UTF-8, print as they stand and are read during the call
 * only. The PDF is in cx->arena. Failures are those of doc_finish (platform/render). */
#ifndef FEATURES_SLIP_SLIP_H
#define FEATURES_SLIP_SLIP_H

#include "base/base.h"

/* What all slips about a dossier say. */
struct slip_dossier {
	const char *parent;       /* body above the agency: "Ủy ban nhân dân phường Vinh Hưng" */
	const char *agency;       /* who issues: "Trung tâm Phục vụ hành chính công" */
	const char *place;        /* before the date: "Vinh Hưng" */
	const char *number;       /* of the slip in its book: "0001/TNHS" */
	int64_t at;               /* day of the slip */
	const char *code;         /* dossier code */
	const char *tracking_url; /* QR; carries the code only, never digits of a person (settled.md 16) */
	const char *tracking_page; /* the address a person types: "dichvucong.example.vn/tra-cuu" */
	const char *applicant, *address, *phone, *email;
	const char *procedure, *procedure_code;
	const char *agency_phone;
};

struct slip_paper {
	const char *name;
	int original, copies; /* how many of each were handed in; 0 and 0: shown, or taken from a database */
	const char *note;
};

struct slip_fee {
	const char *label;
	int64_t amount;
};

/* Form 01. Signed by both at the desk; by the clerk alone when it was filed online. */
struct slip_receipt {
	struct slip_dossier dossier;
	const char *copy; /* which copy: "Liên 2: Giao người nộp hồ sơ" */
	const char *receiver;
	const struct slip_paper *papers;
	size_t n_papers;
	int sets;
	const char *limit; /* "03 ngày làm việc" */
	int64_t received_at, due_at;
	const char *return_place;
	const char *book, *ordinal; /* of the register (form 06) */
	const struct slip_fee *fees;
	size_t n_fees; /* 0: no charge */
	const char *fee_note; /* "Đã nộp tại quầy ngày 13/02/2026" */
	bool online;
};
MUST_CHECK enum status slip_receipt(struct cx *cx, const struct slip_receipt *v, struct str *pdf);

/* Form 02. */
struct slip_need {
	const char *what;
	const char *why; /* may be NULL */
};
struct slip_supplement {
	struct slip_dossier dossier;
	const struct slip_need *needs;
	size_t n_needs;
	const char *reason; /* for the whole, NULL when each need says its own */
	int64_t until;      /* to be sent by; 0: no day set */
	bool accepted;      /* form 01 was issued: its clock stands still meanwhile */
	const char *contact, *contact_phone;
	const char *officer;
};
MUST_CHECK enum status slip_supplement(struct cx *cx, const struct slip_supplement *v, struct str *pdf);

/* Form 03. */
struct slip_refusal {
	struct slip_dossier dossier;
	const char *const *reasons;
	size_t n_reasons;
	const char *legal_basis; /* NULL when the reasons name it */
	const char *guidance;    /* what the person can do instead, whom to turn to */
	const char *officer;
	bool online;
};
MUST_CHECK enum status slip_refusal(struct cx *cx, const struct slip_refusal *v, struct str *pdf);

/* Form 04: once for a dossier. */
struct slip_apology {
	struct slip_dossier dossier;
	const char *handler; /* body that was late */
	int64_t received_at, due_at, new_due_at;
	const char *reason;
	const char *signer_post, *signer; /* head of the body: "CHỦ TỊCH" */
};
MUST_CHECK enum status slip_apology(struct cx *cx, const struct slip_apology *v, struct str *pdf);

/* What the program itself answers to an online submission; unsigned, not form 01. */
struct slip_acknowledgement {
	struct slip_dossier dossier;
	const struct slip_paper *papers;
	size_t n_papers;
	int64_t submitted_at;
	int64_t answer_by;    /* 8 working hours after arrival (Decree 45/2020) */
	int64_t expected_at;  /* due as if accepted now */
	const char *limit;
	const char *return_place;
};
MUST_CHECK enum status slip_acknowledgement(struct cx *cx, const struct slip_acknowledgement *v,
					    struct str *pdf);

/* The result as an administrative document (Decree 30/2020). */
struct slip_part {
	const char *label; /* NULL: text is a paragraph; else "label: text" */
	const char *text;
};
struct slip_result {
	const char *parent, *agency, *place;
	const char *number; /* "15/GXN-UBND" */
	int64_t at;
	const char *title;  /* "Giấy xác nhận"; printed in capitals */
	const char *about;
	const char *const *basis; /* "Căn cứ …;" in italics */
	size_t n_basis;
	const char *verb; /* a line of its own before the body: "XÁC NHẬN:", "QUYẾT ĐỊNH:"; NULL none */
	const struct slip_part *parts;
	size_t n_parts;
	const char *const *copies; /* Nơi nhận */
	size_t n_copies;
	const char *authority; /* "TM. ỦY BAN NHÂN DÂN"; NULL none */
	const char *signer_post, *signer;
	const char *verify_url; /* QR; NULL none */
};
MUST_CHECK enum status slip_result(struct cx *cx, const struct slip_result *v, struct str *pdf);

/* A form on paper, from the definition of the form on the screen: blank, or with the values given. */
enum slip_field_kind {
	SLIP_LINE,    /* one dotted line */
	SLIP_TEXT,    /* four of them */
	SLIP_DIGITS,  /* one box a digit */
	SLIP_CHOICE,  /* options with boxes to tick */
	SLIP_CHECK,   /* one box with the label as its sentence */
	SLIP_HEADING, /* of a group: "Người con thứ 2" */
};
struct slip_option {
	const char *label;
	bool on;
};
struct slip_field {
	enum slip_field_kind kind;
	const char *label, *hint, *value;
	bool required, on; /* on: SLIP_CHECK is ticked */
	int digits;        /* SLIP_DIGITS */
	const struct slip_option *options;
	size_t n_options;
};
struct slip_step {
	const char *title;
	const struct slip_field *fields;
	size_t n_fields;
};
struct slip_form {
	const char *title;   /* "Tờ khai đăng ký kết hôn" */
	const char *to;      /* "Kính gửi"; NULL: dots */
	const char *procedure, *procedure_code;
	const struct slip_step *steps;
	size_t n_steps;
	const char *const *papers; /* handed in with it */
	size_t n_papers;
	const char *pledge;  /* sentence above the signature; NULL: the usual one */
	const char *place;   /* NULL: dots */
	int64_t at;          /* 0: dots */
	const char *signer_head; /* "NGƯỜI YÊU CẦU" */
	const char *signer;
};
MUST_CHECK enum status slip_blank_form(struct cx *cx, const struct slip_form *v, struct str *pdf);

#endif
