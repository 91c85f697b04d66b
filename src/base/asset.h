/* Files built into the program by tools/embed. Two lists: `assets`, what browsers fetch (styles, scripts, icons), with
 * compressed copies; `bundle`, what the program itself reads (catalogues, reference data, migrations, fonts). */
#ifndef BASE_ASSET_H
#define BASE_ASSET_H

#include <stddef.h>

struct asset {
	const char *path; /* assets: below the folder of the build, "cong-dan.css"; bundle: as in the tree, "data/units.csv" */
	const char *type; /* content type, with charset where it is text */
	const char *hash; /* 16 hex digits of the content, for addresses that may be kept for ever; not a seal */
	const unsigned char *data; /* followed by a NUL that len does not count */
	size_t len;
	const unsigned char *gz; /* gzip -9; NULL when there is none or it is no smaller */
	size_t gz_len;
	const unsigned char *br; /* brotli 11; NULL likewise */
	size_t br_len;
};

/* Both lists are in the order of their paths, by bytes. */
extern const struct asset assets[];
extern const size_t assets_n;
extern const struct asset bundle[];
extern const size_t bundle_n;

/* NULL when there is no such path. */
const struct asset *asset_find(const char *path);
const struct asset *bundle_find(const char *path);
/* The same on any list in the order of its paths. */
const struct asset *asset_in(const struct asset *list, size_t n, const char *path);

#endif
