/* `motcua search`: what the search of the pages answers, for scripts and for measuring. */
#include "features/procedure/procedure_priv.h"

enum { SEARCH_HITS = 10 };

int
procedure_search_command(struct cx *cx, struct str question, bool json)
{
	struct lookup_hit hit[SEARCH_HITS];
	size_t n = procedure_find(cx->lang, question, hit, SEARCH_HITS);
	if (json) {
		struct buf b;
		buf_init(&b, cx->arena, BUF_LINE);
		procedure_hits_json(&b, hit, n);
		puts(buf_cstr(&b));
		return 0;
	}
	if (n == 0)
		puts(tr(cx->lang, "Không chắc thủ tục nào phù hợp. Hãy thử nói cách khác."));
	for (size_t i = 0; i < n; i++)
		printf("%-10s  %.2f  %s\n", hit[i].code, (double)hit[i].score, hit[i].name);
	return 0;
}
