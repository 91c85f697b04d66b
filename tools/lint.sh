#!/bin/bash
# The manners that a compiler does not check. Prints what is wrong; the last line counts.
set -u
bad=0 checks=0
complain() { echo "lint: $*"; bad=$((bad + 1)); }

# Who may include whom: base ← platform ← core ← features ← app.
declare -A rank=([base]=0 [platform]=1 [core]=2 [features]=3 [app]=4)
# platform folders that may include another, and why: web serves http and commits; job is kept in db; hashing is crypt's.
platform_ok=" web>http web>db web>crypt http>crypt job>db blob>crypt "
# features: an acyclic list; a feature includes another's one public header only.
feature_ok=" dossier>account dossier>procedure dossier>slip procedure>slip home>procedure home>dossier onestop>account onestop>procedure onestop>dossier onestop>slip admin>account admin>procedure admin>dossier "
# Third-party headers stand in one folder.
declare -A home=([microhttpd.h]=platform/http [sqlite3.h]=platform/db [libpq-fe.h]=platform/db [curl/curl.h]=platform/net
	[openssl]=platform/crypt [sodium.h]=platform/crypt [cairo]=platform/render [pango]=platform/render [qrencode.h]=platform/render
	[jansson.h]=platform/parse [magic.h]=platform/parse [libxml]=platform/parse [utf8proc.h]=base [zlib.h]=platform/http)
while IFS=: read -r file _ inc; do
	checks=$((checks + 1))
	from=${file#src/}; layer=${from%%/*}; folder=${from#*/}; folder=${folder%%/*}
	test_file=0; case $file in *_test.c | *test*.h) test_file=1 ;; esac
	case $inc in
	\"*\")
		to=${inc//\"/}; tl=${to%%/*}; tf=${to#*/}; tf=${tf%%/*}
		[ -n "${rank[$tl]:-}" ] || continue
		if [ "${rank[$layer]}" -lt "${rank[$tl]}" ] && [ $test_file = 0 ]; then complain "$file includes upward: $to"; fi
		if [ "$layer" = platform ] && [ "$tl" = platform ] && [ "$folder" != "$tf" ] && [ $test_file = 0 ]; then
			case $platform_ok in *" $folder>$tf "*) ;; *) complain "$file: platform/$folder may not include $to" ;; esac
		fi
		if [ "$layer" = features ] && [ "$tl" = features ] && [ "$to" != features/feature.h ] && [ "$folder" != "$tf" ] && [ $test_file = 0 ]; then
			[ "$to" = "features/$tf/$tf.h" ] || complain "$file: only features/$tf/$tf.h is for others, not $to"
			case $feature_ok in *" $folder>$tf "*) ;; *) complain "$file: feature $folder may not include $tf" ;; esac
		fi ;;
	\<*\>)
		h=${inc//[<>]/}
		for k in "${!home[@]}"; do
			case $h in "$k" | "$k"/*) case $from in "${home[$k]}"/*) ;; *) [ $test_file = 1 ] || complain "$file: <$h> belongs in ${home[$k]}" ;; esac ;; esac
		done ;;
	esac
done < <(grep -rnoE --include='*.[ch]' '^#include ["<][^">]+[">]' src | sed -E 's/#include //' )

# Files of a size to read; functions that fit a screen (80 lines is the end).
while read -r n f; do
	[ "$f" = total ] && continue
	checks=$((checks + 1))
	[ "$n" -le 800 ] || complain "$f has $n lines"
done < <(find src tools tests -name '*.[ch]' -o -name '*.mjs' -o -name '*.scss' | xargs wc -l)
while read -r where n; do complain "$where: a function of $n lines"; done < <(find src -name '*.c' ! -name '*_test.c' | xargs awk '
	FNR == 1 { start = 0 }
	/^{/ { start = FNR }
	/^}/ { if (start && FNR - start > 80) print FILENAME ":" start, FNR - start; start = 0 }')
while read -r f; do complain "$f does not begin with base/base.h"; done < <(
	git ls-files 'src/*.c' | xargs grep -LE '#include "(base/base.h|platform|core|features|app)')
# Marks of unfinished work, paths of a machine, names of registries.
git grep -nE '\b(TODO|FIXME|XXX|HACK)\b' -- src tools web/js web/scss ':!tools/lint.sh' && complain "unfinished work above"
git grep -nE '/work/main|/root/|registry\.npmjs' -- . ':!tools/lint.sh' ':!*.md' && complain "a path or host of one machine above"
grep -q '"resolved"' web/package-lock.json && complain "package-lock.json names download addresses"
# Every floor folder has its page.
for d in src/platform/*/ src/core/*/; do
	checks=$((checks + 1))
	[ -z "$(ls "$d"*.c 2>/dev/null)" ] || [ -e "docs/internals/$(basename "$d").md" ] || complain "docs/internals/$(basename "$d").md is missing"
done
node tools/texts.mjs || complain "catalogues are not complete"
node tools/check_data.mjs >/dev/null || complain "data: run node tools/check_data.mjs"
echo "lint: $checks places, $bad complaints"
[ "$bad" -eq 0 ]
