/* The addresses of the person's pages. */
#include "features/dossier/dossier_pages.h"

#define FILES .flags = HTTP_MULTIPART | HTTP_SLOW

const struct route dossier_routes[] = {
	/* beginning and filling in */
	ROUTE("GET", "/nop/:code", "PUBLIC", dossier_page_start),
	ROUTE("POST", "/nop/:code", "ACCOUNT", dossier_page_begin),
	ROUTE("GET", "/nop/ho-so/:id/noi-nhan", "ACCOUNT", dossier_page_agency),
	ROUTE("POST", "/nop/ho-so/:id/noi-nhan", "ACCOUNT", dossier_page_agency_post),
	ROUTE("POST", "/nop/ho-so/:id/xoa", "ACCOUNT", dossier_page_discard),
	ROUTE("POST", "/nop/ho-so/:id/nop", "ACCOUNT", dossier_page_submit),
	ROUTE("GET", "/nop/ho-so/:id/sua/:step", "ACCOUNT", dossier_page_step),
	ROUTE("GET", "/nop/ho-so/:id/:step", "ACCOUNT", dossier_page_step),
	ROUTE("POST", "/nop/ho-so/:id/:step", "ACCOUNT", dossier_page_step_post),
	ROUTE("GET", "/nop/ho-so/:id/:step/tep", "ACCOUNT", dossier_page_step_files),
	ROUTE("POST", "/nop/ho-so/:id/:step/tep", "ACCOUNT", dossier_page_step_post, FILES),
	ROUTE("POST", "/nop/ho-so/:id/:step/luu", "ACCOUNT", dossier_page_autosave),

	/* after */
	ROUTE("GET", "/ho-so", "ACCOUNT", dossier_page_list),
	ROUTE("GET", "/ho-so/:id", "ACCOUNT", dossier_page_show),
	ROUTE("GET", "/ho-so/:id/to-khai", "ACCOUNT", dossier_page_answers),
	ROUTE("GET", "/ho-so/:id/ai-da-xem", "ACCOUNT", dossier_page_viewed),
	ROUTE("POST", "/ho-so/:id/nhan", "ACCOUNT", dossier_page_say),
	ROUTE("POST", "/ho-so/:id/bo-sung", "ACCOUNT", dossier_page_supplement),
	ROUTE("GET", "/ho-so/:id/rut", "ACCOUNT", dossier_page_withdraw),
	ROUTE("POST", "/ho-so/:id/rut", "ACCOUNT", dossier_page_withdraw_post),
	ROUTE("POST", "/ho-so/:id/danh-gia", "ACCOUNT", dossier_page_rate),
	ROUTE("GET", "/ho-so/:id/phieu/:slip", "ACCOUNT", dossier_page_slip, .flags = HTTP_SLOW),
	ROUTE("GET", "/ho-so/:id/ket-qua.pdf", "ACCOUNT", dossier_page_result, .flags = HTTP_SLOW),
	ROUTE("GET", "/ho-so/:id/giay/:paper", "ACCOUNT", dossier_page_paper),

	ROUTE("GET", "/tra-cuu", "PUBLIC", dossier_page_track),
	ROUTE("POST", "/tra-cuu", "PUBLIC", dossier_page_track_post, .flags = HTTP_NO_CSRF),
	{ .method = NULL },
};
