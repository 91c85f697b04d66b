/* The name that was probably meant, for "unknown option …, did you mean …?". */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

/* list ends with NULL. The entry with the fewest insertions, deletions, replacements and swaps of neighbours from
 * word, ASCII case ignored, the first of equals; NULL only for an empty list. */
const char *nearest(const char *word, const char *const *list);

#endif
