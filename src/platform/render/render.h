/* Paper: documents as PDF with real text, and QR codes.
 *
 *   struct doc *d = doc_new(cx, &(struct doc_meta){ .title = "Giấy tiếp nhận hồ sơ", .author = agency, .at = cx->now });
 *   doc_head(d, &head);
 *   doc_title(d, &title);
 *   doc_text(d, DOC_PLAIN, "…");
 *   TRY(doc_finish(cx, d, &pdf));
 *
 * Calls lay text out at once, from top to bottom, breaking pages as they go; no string is kept after the call
 * returns. None of them fails: what can go wrong is told by doc_finish. Text is valid UTF-8, best NFC, and never
 * markup: "<b>" prints as it stands. "\n" breaks a line. NULL is "".
 *
 * A4; margins, sizes and order of the parts as Appendix I of Decree 30/2020/NĐ-CP. Lengths are millimetres,
 * letter sizes points. The face is Mot Cua Serif (data/fonts), metrically Times New Roman.
 *
 * Memory is cx->arena's: about 60 bytes a letter. Any thread may make documents, each its own (each thread keeps
 * a warm layout engine). The same calls with the same meta give the same bytes. */
#ifndef PLATFORM_RENDER_H
#define PLATFORM_RENDER_H

#include "base/base.h"

struct doc;

struct render_font {
	const char *name; /* file name, "motcua-serif-bold.ttf" */
	const void *p;
	size_t n;
};

/* Writes the faces to run_dir (made when missing), where they stay while the program runs, and loads them; no
 * font of the system is looked at. Once, before any thread makes a document. Also tells malloc, for the whole
 * program, to keep up to 4 MB of free heap. */
MUST_CHECK enum status render_init(struct cx *cx, const char *run_dir, const struct render_font *fonts,
				   size_t n);
/* Ends what this thread and render_init hold; only when no document is being made. For tests and tools. */
void render_end(void);

/* --- QR -----------------------------------------------------------------------------------------------------
 * Error correction M. Text of at most 2,331 bytes, else ST_INVALID "render.qr.long". */

/* An <svg> element with a quiet zone, named by label to who cannot see it; escaped, safe to put out raw. */
MUST_CHECK enum status render_qr_svg(struct cx *cx, const char *text, const char *label, const char **svg);

/* --- documents ---------------------------------------------------------------------------------------------- */

enum doc_style { DOC_PLAIN, DOC_BOLD, DOC_ITALIC };
enum doc_align { DOC_JUSTIFY, DOC_LEFT, DOC_CENTER, DOC_RIGHT };
enum doc_numbering {
	DOC_FOOTER, /* foot text and "Trang 1/2" at the foot of each page */
	DOC_TOP,    /* the number in the middle of the upper margin, not on page 1 (Decree 30/2020) */
};

struct doc_meta {
	const char *title; /* also what a reader shows in its window */
	const char *author;
	const char *foot; /* at the left of the footer: what the paper is, its code */
	int64_t at;       /* moment written into the file as its making */
	enum doc_numbering numbering;
};

struct doc *doc_new(struct cx *cx, const struct doc_meta *meta);
/* The bytes of the PDF, in cx->arena. ST_TOO_LARGE "render.doc.pages" past 200 pages. */
MUST_CHECK enum status doc_finish(struct cx *cx, struct doc *d, struct str *pdf);
int doc_pages(const struct doc *d); /* so far */

/* State name and motto at the right, agency at the left (printed in capitals), number, place and date. */
struct doc_head {
	const char *parent; /* body above, NULL when there is none to print */
	const char *agency;
	const char *number; /* "Số: 12/TB-UBND"; NULL leaves it out */
	const char *place;  /* NULL: neither place nor date; "" a dotted line for both */
	int64_t at;         /* 0: dots to fill in */
};
void doc_head(struct doc *d, const struct doc_head *h);
/* Motto alone, in the middle: the head of a form that a person writes (đơn, tờ khai). */
void doc_motto(struct doc *d);

struct doc_title {
	const char *text;
	const char *about;     /* what it is about, bold below the title; NULL none */
	const char *notes[3];  /* small lines below: code, copy */
	bool rule;             /* a short line at the end */
	const char *qr;        /* NULL none; a QR code at the left, beside the title */
	const char *qr_caption;
};
void doc_title(struct doc *d, const struct doc_title *t);

/* A paragraph of runs: doc_begin, doc_put…, doc_end. */
struct doc_par {
	enum doc_align align;
	double first; /* mm the first line is moved in; negative: the others are */
	double left;  /* mm the whole is moved in */
	double after; /* mm below; 0 is the usual 1.2 */
	double size;  /* points; 0 is 13 */
};
void doc_begin(struct doc *d, const struct doc_par *how); /* NULL: justified, first line in by 10 mm */
void doc_put(struct doc *d, enum doc_style style, const char *text);
void doc_end(struct doc *d);
void doc_text(struct doc *d, enum doc_style style, const char *text); /* a paragraph in one */
void doc_heading(struct doc *d, const char *text); /* bold; stays with what follows */
/* "label: value", the value bold; a dotted line when value is empty. */
void doc_label(struct doc *d, const char *label, const char *value);
/* Two of them side by side: halves, or aside when one needs more room and both fit. */
void doc_label_pair(struct doc *d, const char *label, const char *value, const char *label2,
		    const char *value2);
void doc_item(struct doc *d, const char *mark, const char *text); /* "1." and text, hanging */
void doc_space(struct doc *d, double mm);
void doc_need(struct doc *d, double mm); /* a new page unless so much room is left */

/* A table. Cells come row by row, left to right; long rows go on over pages, the head is repeated. */
struct doc_column {
	const char *head;
	double width; /* mm; columns of width 0 share what is left */
	enum doc_align align;
};
enum { DOC_COLUMNS = 10 };
void doc_table_begin(struct doc *d, const struct doc_column *columns, int n);
void doc_cell(struct doc *d, enum doc_style style, const char *text);
void doc_table_end(struct doc *d);

/* Who signs, in one of two columns; kept on one page. */
struct doc_signer {
	const char *date;          /* in italics above, NULL none */
	const char *head;          /* "NGƯỜI TIẾP NHẬN HỒ SƠ"; several lines by "\n" */
	const char *hint;          /* "(Ký và ghi rõ họ tên)" */
	const char *name;          /* below the room for the signature */
	const char *const *copies; /* or, instead of a signer: the list "Nơi nhận" */
	int n_copies;
};
void doc_sign(struct doc *d, const struct doc_signer *left, const struct doc_signer *right); /* NULL empty */

/* Fields of a form on paper. An empty value leaves room to write. */
struct doc_field {
	const char *label;
	const char *hint; /* small, after the label */
	const char *value;
	bool required; /* marked (*) */
};
struct doc_option {
	const char *label;
	bool on;
};
void doc_fill(struct doc *d, const struct doc_field *f, int lines); /* dotted lines to write on */
void doc_boxes(struct doc *d, const struct doc_field *f, int n);    /* one box a digit */
void doc_choice(struct doc *d, const struct doc_field *f, const struct doc_option *options, int n);
void doc_check(struct doc *d, bool on, const char *text); /* one box with a sentence */

#endif
