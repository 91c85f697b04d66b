/* Conditions and effects that the rows of dossier_moves.c name; they stand in dossier_rules.c. */
#ifndef FEATURES_DOSSIER_DOSSIER_MOVES_H
#define FEATURES_DOSSIER_DOSSIER_MOVES_H

#include "features/dossier/dossier_priv.h"

typedef enum status dossier_guard(struct cx *cx, const struct flow_thing *t, const struct flow_input *in);
typedef enum status dossier_ready(struct cx *cx, const struct flow_thing *t);
typedef enum status dossier_effect(struct cx *cx, struct flow_thing *t, const struct flow_input *in,
				   struct ledger_event *e);

dossier_ready dossier_ready_accept;    /* no paper is marked 'wrong' without another that came for it */
dossier_ready dossier_ready_assign;    /* it is nobody's, one's own, or one leads or receives */
dossier_ready dossier_ready_four_eyes; /* who proposed does not approve */
dossier_ready dossier_ready_extend;    /* once */
dossier_ready dossier_ready_fees_paid;

dossier_guard dossier_guard_complete;  /* every required answer and paper is there */
dossier_guard dossier_guard_assign;    /* the assignee processes at this desk */
dossier_guard dossier_guard_propose;   /* a result with title and body, or a file */
dossier_guard dossier_guard_extend;    /* a whole number of the procedure's units */

dossier_effect dossier_effect_submit, dossier_effect_accept, dossier_effect_ask_supplement, dossier_effect_supplement,
	dossier_effect_refuse, dossier_effect_assign, dossier_effect_forward, dossier_effect_propose,
	dossier_effect_send_back, dossier_effect_approve, dossier_effect_extend, dossier_effect_end,
	dossier_effect_finish, dossier_effect_return, dossier_effect_move_desk;

bool dossier_next_is_process(const struct flow_thing *t);
enum status dossier_after_tell(struct cx *cx, struct flow_thing *t, const struct flow_input *in,
			       const struct ledger_event *e);

extern const char *const dossier_labels_officer[];
extern const char *const dossier_names[];

#endif
