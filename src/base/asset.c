#include "base/base.h"

#include "base/asset.h"

const struct asset *
asset_in(const struct asset *list, size_t n, const char *path)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int order = strcmp(path, list[mid].path);

		if (order == 0)
			return &list[mid];
		if (order < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

const struct asset *
asset_find(const char *path)
{
	return asset_in(assets, assets_n, path);
}

const struct asset *
bundle_find(const char *path)
{
	return asset_in(bundle, bundle_n, path);
}
