/* Judging signatures under both national systems: the Root CA for the public and the Government Cipher Committee's for
 * state bodies. One function, `signature_verify`: document, trust lists, moment → for each signature valid, invalid or unknown,
 * and why. docs/internals/signature.md has the rules in words; the sources are RFC 5280 (paths), 5652 and 5035 (CMS), 3161 (time
 * stamps), ETSI EN 319 102-1 (what is judged when), EN 319 122-1 (CAdES).
 *
 * Unknown means that neither can be said with what is at hand: it is never shown as valid. */
#ifndef FEATURES_SIGNATURE_SIGNATURE_H
#define FEATURES_SIGNATURE_SIGNATURE_H

#include "base/base.h"
#include "platform/crypt/cms.h"

enum signature_result { SIGNATURE_VALID, SIGNATURE_UNKNOWN, SIGNATURE_INVALID }; /* in order of gravity */

/* Every reason: name, result, code. The code is a msgid of the catalogues: a sentence that says what to do next. */
#define SIGNATURE_REASONS(X)                                                                                            \
	X(VALID_STAMPED, VALID, "signature.valid.stamped")       /* at a time that a time stamp proves */               \
	X(VALID_RECORDED, VALID, "signature.valid.recorded")     /* at a time that our own records prove */             \
	X(VALID_NOW, VALID, "signature.valid.now")               /* at the moment in question */                        \
	X(MALFORMED, INVALID, "signature.malformed")                                                                    \
	X(CONTENT_CHANGED, INVALID, "signature.content_changed")                                                        \
	X(BROKEN, INVALID, "signature.broken")                                                                          \
	X(ATTRIBUTES, INVALID, "signature.attributes")                                                                  \
	X(OTHER_CERTIFICATE, INVALID, "signature.other_certificate")                                                    \
	X(USAGE, INVALID, "signature.usage")                                                                            \
	X(LOOKALIKE, INVALID, "signature.lookalike")                                                                    \
	X(PATH, INVALID, "signature.path")                                                                              \
	X(EXPIRED, INVALID, "signature.expired")                                                                        \
	X(NOT_YET_VALID, INVALID, "signature.not_yet_valid")                                                            \
	X(REVOKED, INVALID, "signature.revoked")                                                                        \
	X(COMPROMISED, INVALID, "signature.compromised")         /* before it was revoked, the key was known as stolen */ \
	X(CA_REVOKED, INVALID, "signature.ca_revoked")                                                                  \
	X(ROOT_DISTRUSTED, INVALID, "signature.root_distrusted")                                                        \
	X(WEAK_HASH, INVALID, "signature.weak_hash")                                                                    \
	X(WEAK_KEY, INVALID, "signature.weak_key")                                                                      \
	X(STAMP_BROKEN, INVALID, "signature.stamp_broken")                                                              \
	X(NONE, UNKNOWN, "signature.none")                       /* the file has no signature */                        \
	X(NO_CONTENT, UNKNOWN, "signature.no_content")           /* a detached signature came alone */                  \
	X(NO_CERTIFICATE, UNKNOWN, "signature.no_certificate")                                                          \
	X(UNTRUSTED, UNKNOWN, "signature.untrusted")                                                                    \
	X(NO_LIST, UNKNOWN, "signature.no_list")                                                                        \
	X(LIST_EXPIRED, UNKNOWN, "signature.list_expired")                                                              \
	X(ALGORITHM, UNKNOWN, "signature.algorithm")                                                                    \
	X(EXPIRED_UNPROVEN, UNKNOWN, "signature.expired_unproven")                                                      \
	X(REVOKED_UNPROVEN, UNKNOWN, "signature.revoked_unproven")                                                      \
	X(ROOT_DISTRUSTED_UNPROVEN, UNKNOWN, "signature.root_distrusted_unproven")                                      \
	X(ON_HOLD, UNKNOWN, "signature.on_hold")                                                                        \
	X(REVOCATION_ABSENT, UNKNOWN, "signature.revocation_absent")                                                    \
	X(REVOCATION_STALE, UNKNOWN, "signature.revocation_stale")                                                      \
	X(REVOCATION_FORGED, UNKNOWN, "signature.revocation_forged")                                                    \
	X(STAMP_UNTRUSTED, UNKNOWN, "signature.stamp_untrusted")                                                        \
	X(STAMP_UNCHECKED, UNKNOWN, "signature.stamp_unchecked") /* by a known authority, of which too little is known */ \
	X(FUTURE, UNKNOWN, "signature.future")                   /* signed after the moment in question */

enum signature_reason {
#define SIGNATURE_REASON_ENUM(name, result, code) WHY_##name,
	SIGNATURE_REASONS(SIGNATURE_REASON_ENUM)
#undef SIGNATURE_REASON_ENUM
	WHY_N
};
enum signature_result signature_reason_result(enum signature_reason r);
const char *signature_reason_code(enum signature_reason r);
const char *signature_result_name(enum signature_result r); /* "valid", "unknown", "invalid" */

/* --- trust lists (signature_trust.h has the loading) ------------------------------------------------------------------------------ */

struct trust;
enum trust_system { TRUST_PUBLIC, TRUST_GOVERNMENT, TRUST_SYSTEM_N };
const char *trust_system_name(enum trust_system s); /* "public", "government" */

/* --- what a format's reader found ---------------------------------------------------------------------------------------- */

enum { SIGNATURE_STAMPS_MAX = CMS_STAMPS_MAX, SIGNATURE_RANGES_MAX = 8, SIGNATURE_MAX = 64 };

struct signature_stamp {
	struct str token;   /* RFC 3161, DER */
	struct str stamped; /* the bytes it has to be about */
};

/* One signature as it stands in a document, before anyone is trusted. The reader of a format fills it; signature_judge goes on
 * from there, so that CMS, PDF and XML are judged by the same rules. Everything lives in the pki and its arena. */
struct signature_claim {
	const char *format;           /* "CAdES", "CMS", "PAdES", "XAdES", … */
	/* What the reader itself decided: WHY_VALID_NOW when the bytes hold, else why they do not. */
	enum signature_reason bytes;
	const struct cert *cert;      /* NULL: not there */
	enum crypt_hash hash;
	enum cms_signing_certificate names_certificate;
	int64_t signing_time;         /* claimed; 0: not said */
	struct signature_stamp stamp[SIGNATURE_STAMPS_MAX];
	int n_stamps;
	const struct revocation *const *evidence; /* carried by the document */
	int n_evidence;
	bool covers_whole_file;
	struct { int64_t from, to; } covered[SIGNATURE_RANGES_MAX]; /* bytes of the file, [from, to) */
	int n_covered;
	const char *changes_after;    /* msgid of what was added after signing; NULL: nothing */
	const char *detail;           /* for the log, never for the screen; NULL or English words */
};

/* --- the answer ---------------------------------------------------------------------------------------------------------- */

enum signature_time_source { SIGNATURE_TIME_NONE, SIGNATURE_TIME_CLAIMED, SIGNATURE_TIME_STAMP, SIGNATURE_TIME_RECORD };
const char *signature_time_source_name(enum signature_time_source s); /* "none", "claimed", "timestamp", "record" */

enum signature_level { SIGNATURE_LEVEL_NONE, SIGNATURE_LEVEL_B, SIGNATURE_LEVEL_T, SIGNATURE_LEVEL_LT };
const char *signature_level_name(enum signature_level l); /* "none", "B", "T", "LT" */

struct signature_verdict {
	enum signature_result result;
	enum signature_reason reason;
	struct signature_claim claim;
	const char *signer;            /* common name; "" when there is no certificate */
	const char *agency;            /* organization it belongs to or is */
	bool is_agency;                /* a seal, not a person's signature */
	const char *issuer;            /* common name of the authority */
	const char *issuer_root;       /* name of the root it leads to; "" when it leads to none of ours */
	enum trust_system system;      /* meaningful when issuer_root is not "" */
	int64_t signed_at;             /* 0: not known */
	enum signature_time_source source;
	enum signature_level level;
	const char *stamp_authority;   /* of the time stamp that counts; "" without */
	int64_t revoked_at;            /* of the certificate or one above it, when reason speaks of it */
	enum revocation_reason revoked_because;
	struct cert_path path;
};

struct signature_report {
	const char *name;              /* of the file */
	const char *sha256;            /* of the document: of the content for a detached signature */
	int64_t size;
	int64_t at;                    /* the moment in question */
	enum signature_result result;  /* the gravest of all; unknown without any signature */
	enum signature_reason reason;  /* of that one */
	struct signature_verdict *verdict;
	int n;
};

/* --- asking -------------------------------------------------------------------------------------------------------------- */

/* Looking up revocation over the network, with what was answered kept until it says itself that it is old. One for the process;
 * threads may share it. Addresses are asked only when they stand in certificates below a trusted root. */
struct signature_net;
struct signature_net_figures {
	int64_t asked, kept, failed; /* over the network; answered from memory; no usable answer */
};
struct signature_net *signature_net_new(void);
void signature_net_free(struct signature_net *n);
struct signature_net_figures signature_net_figures(struct signature_net *n);

enum { SIGNATURE_FILE_MAX = 64 * 1024 * 1024 };

struct signature_ask {
	const char *name;         /* of the file, for its form and the report */
	struct str file;
	struct str content;       /* what a detached signature signs; p NULL when there is none */
	int64_t at;               /* the moment in question */
	int64_t recorded_at;      /* our own proof that these bytes existed then (ledger); 0: none */
	struct signature_net *net; /* NULL: nothing is asked over the network */
};

/* Has the file a form that can hold a signature (by its bytes, or by its name)? */
bool signature_is_signed_form(const char *name, struct str file);
/* The report lives in cx->arena; handles in pki, which must outlive it. A file of no form that we know is one without a signature.
 * Fails only for more than SIGNATURE_FILE_MAX bytes (ST_TOO_LARGE "signature.large") and for faults of our own; whatever is wrong with a
 * signature is in the report. */
MUST_CHECK enum status signature_verify(struct cx *cx, struct pki *pki, const struct trust *trust,
					const struct signature_ask *ask, struct signature_report *out);
/* One claim, judged. */
void signature_judge(struct cx *cx, struct pki *pki, const struct trust *trust, const struct signature_ask *ask,
		     const struct signature_claim *claim, struct signature_verdict *out);

/* The report as JSON (the form of the API and of `motcua verify --json`), and as text in cx->lang. Nothing personal beyond the
 * signer's name. */
void signature_report_json(const struct signature_report *r, struct buf *out);
void signature_report_text(struct cx *cx, const struct signature_report *r, struct buf *out);

/* --- signing ------------------------------------------------------------------------------------------------------------- */

/* Evidence for a signature to carry (B-LT): the certificates above cert, and for each a CRL or OCSP response from the trust folder
 * or the network. ST_UPSTREAM "signature.evidence" when some of it cannot be had. */
struct signature_evidence {
	const struct cert *cert[CERT_PATH_MAX];
	const struct revocation *revocation[CERT_PATH_MAX];
	int n_certs, n_revocations;
};
MUST_CHECK enum status signature_evidence(struct cx *cx, struct pki *pki, const struct trust *trust, struct signature_net *net,
					  const struct cert *cert, int64_t at, struct signature_evidence *out);
/* A time stamp on these bytes from the authority at url. ST_UPSTREAM "tsp.*", "net.fetch". */
MUST_CHECK enum status signature_stamp(struct cx *cx, const char *url, struct str bytes, struct str *token);

/* A detached signature (.p7s). url: of the time-stamp authority, for T and LT. */
struct signature_make {
	struct str content;
	const struct cert *cert;
	const struct cert *const *more;
	int n_more;
	enum crypt_hash hash;
	enum signature_level level;
	const char *stamp_url;
	struct signature_net *net;
};
MUST_CHECK enum status signature_make_p7s(struct cx *cx, struct pki *pki, const struct trust *trust,
					  const struct signature_make *in, crypt_sign_fn sign, void *arg, struct str *out);

#endif
