/* The context that is passed along: whose memory, whose clock, who acts, in which language. One for each
 * request or job; never shared between threads at the same moment. */
#ifndef BASE_CX_H
#define BASE_CX_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct db_conn;

enum lang { LANG_VI, LANG_EN };

/* Roles of officers at a unit (settled.md 19); a set of bits. */
enum role {
	ROLE_RECEIVE = 1 << 0, /* tiếp nhận */
	ROLE_PROCESS = 1 << 1, /* xử lý */
	ROLE_LEAD = 1 << 2,    /* lãnh đạo */
	ROLE_RETURN = 1 << 3,  /* trả kết quả */
	ROLE_UNIT_ADMIN = 1 << 4,
	ROLE_SYSTEM_ADMIN = 1 << 5,
	ROLE_INSPECT = 1 << 6, /* kiểm tra: reads only */
	ROLE_ALL_OFFICER = (1 << 7) - 1,
	ROLE_AT_WORK = ROLE_RECEIVE | ROLE_PROCESS | ROLE_LEAD | ROLE_RETURN, /* has dossiers to deal with */
};

struct who_role {
	int64_t unit;
	unsigned roles; /* bits of enum role */
};

/* Who acts. account 0: nobody signed in, or the system itself when system is set. */
struct who {
	int64_t account;
	const char *name;  /* display name, "" when nobody */
	bool officer;      /* signed in with password and second factor, at a unit */
	bool system;       /* a job or a command */
	bool checked;      /* a desk has seen this citizen's card (settled.md 28) */
	int64_t unit;      /* the unit an officer is working for now, else 0 */
	const char *unit_name; /* its name, in the language of the request; NULL when there is none */
	unsigned roles;    /* at that unit */
	const struct who_role *at; /* all units and roles of an officer */
	int n_at;
};

/* Why the last call failed; recorded once, where it is found (base/status.h). */
struct fault {
	int status;        /* enum status */
	const char *code;  /* "dossier.accept.state"; a msgid of the catalogues */
	char detail[256];  /* for the log, never for the screen */
	const char *file;
	int line;
};

struct cx {
	struct arena *arena;
	int64_t now; /* µs UTC, read once per request, job or command */
	enum lang lang;
	struct who who;
	struct fault fault;
	struct db_conn *db;     /* where statements run: own reader, or the writer inside a transaction */
	const char *request_id; /* for the log */
	const char *address;    /* of the client, "" for jobs */
};

#endif
