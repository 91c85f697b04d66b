#include "base/base.h"

#include "base/nearest.h"

enum { WORD_MAX = 64 }; /* more of a word does not help to guess it */

static int
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

static int
least(int a, int b)
{
	return a < b ? a : b;
}

/* Optimal string alignment; three rows suffice, as a swap looks back two. */
static int
distance(const char *a, const char *b)
{
	int row[3][WORD_MAX + 1], n = (int)strnlen(b, WORD_MAX);
	for (int j = 0; j <= n; j++)
		row[0][j] = j;
	int i = 0;
	for (; a[i] != '\0' && i < WORD_MAX; i++) {
		int *now = row[(i + 1) % 3], *up = row[i % 3], *up2 = row[(i + 2) % 3];
		now[0] = i + 1;
		for (int j = 0; j < n; j++) {
			int same = lower(a[i]) == lower(b[j]);
			now[j + 1] = least(up[j] + !same, least(up[j + 1], now[j]) + 1);
			if (i > 0 && j > 0 && lower(a[i]) == lower(b[j - 1]) && lower(a[i - 1]) == lower(b[j]))
				now[j + 1] = least(now[j + 1], up2[j - 1] + 1);
		}
	}
	return row[i % 3][n];
}

const char *
nearest(const char *word, const char *const *list)
{
	const char *best = NULL;
	int best_distance = 0;
	for (; *list != NULL; list++) {
		int d = distance(word, *list);
		if (best == NULL || d < best_distance) {
			best = *list;
			best_distance = d;
		}
	}
	return best;
}
