// The catalogues are complete: every msgid that a template or a source names has English; every code has a sentence in
// both languages; nothing stands in a catalogue twice with different texts. Prints what is missing.
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const walk = (d, keep) => readdirSync(d).flatMap(f => {
  const p = join(d, f)
  return statSync(p).isDirectory() ? walk(p, keep) : keep.test(p) ? [p] : []
})
const unquote = s => s.replace(/\\n/g, '\n').replace(/\\t/g, '\t').replace(/\\"/g, '"').replace(/\\\\/g, '\\')
const strings = s => [...s.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(m => unquote(m[1])).join('')

function catalogue (lang) {
  const have = new Map()
  for (const f of readdirSync(`po/${lang}`).filter(f => f.endsWith('.po'))) {
    const text = readFileSync(`po/${lang}/${f}`, 'utf8').replace(/^#.*\n/gm, '')
    for (const m of text.matchAll(/msgid ((?:"(?:[^"\\]|\\.)*"\s*)+)(?:msgid_plural (?:"(?:[^"\\]|\\.)*"\s*)+)?msgstr(?:\[0\])? ((?:"(?:[^"\\]|\\.)*"\s*)+)/g)) {
      if (strings(m[1]) !== '') have.set(strings(m[1]), strings(m[2]))
    }
  }
  return have
}
const vi = catalogue('vi'); const en = catalogue('en')
const isCode = s => /^[a-z]+(\.[a-z0-9_]+)+$/.test(s)
const used = new Map() // msgid → where
const codes = new Map()
const note = (map, id, where) => { if (id !== '' && !map.has(id)) map.set(id, where) }

for (const f of walk('src', /\.(c|h)$/)) {
  if (/_test\.c$|test.*\.h$/.test(f)) continue
  const text = readFileSync(f, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')
  for (const m of text.matchAll(/\btrn?\(\s*[^,"()]*(?:\([^()]*\))?[^,"()]*,\s*((?:"(?:[^"\\]|\\.)*"\s*)+)/g)) note(used, strings(m[1]), f)
  for (const m of text.matchAll(/\bfail\(\s*\w+,\s*[^,]+,\s*((?:"(?:[^"\\]|\\.)*"))/g)) note(codes, strings(m[1]), f)
  for (const m of text.matchAll(/\bweb_flash\([^,]+,\s*"([^"]+)"/g)) note(codes, m[1], f)
  // tables of texts: string literals with a Vietnamese letter that are no format of a log or of SQL
  if (/\/(features|core|platform\/web)\//.test(f)) {
    for (const m of text.matchAll(/"((?:[^"\\]|\\.)*[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵĂÂĐÊÔƠƯ](?:[^"\\]|\\.)*)"/g)) {
      const before = text.slice(Math.max(0, m.index - 40), m.index)
      if (!/\b(basis|slip|doc_\w+\([^"]*)\s*=?\s*$/.test(before) && !/slip/.test(f)) note(used, unquote(m[1]), f + ' (table)')
    }
  }
}
for (const f of walk('src', /\.html$/)) {
  for (const m of readFileSync(f, 'utf8').matchAll(/\{tn? "((?:[^"\\]|\\.)*)"/g)) note(used, unquote(m[1]), f)
}
let bad = 0
const complain = s => { console.log('texts: ' + s); bad++ }
for (const [id, where] of used) {
  if (isCode(id)) { codes.set(id, where); continue }
  if (!en.has(id) && !where.endsWith('(table)')) complain(`no English for ${JSON.stringify(id)} (${where})`)
}
const internal = /^(app|db|job|http|blob|conf|due|form|json|lookup|render|mail|unit|ledger|tally|crypt|cert|cms|tsp|revocation|ed25519|net|procedure|parse)\./
for (const [code, where] of codes) {
  if (internal.test(code) && !en.has(code) && !vi.has(code)) continue // shown as the general sentence of its status
  if (!en.has(code)) complain(`no English for code ${code} (${where})`)
  if (!vi.has(code)) complain(`no Vietnamese for code ${code} (${where})`)
}
for (const [id, text] of en) if (text === '' ) complain(`empty English for ${JSON.stringify(id)}`)
const format = s => (s.match(/%[-0-9.*]*(?:l{0,2}|z)[a-z]/g) || []).sort().join()
for (const [id, text] of en) if (!isCode(id) && format(id) !== format(text)) complain(`formats differ: ${JSON.stringify(id)}`)
console.log(`texts: ${used.size} texts and ${codes.size} codes looked at, ${bad} missing`)
process.exit(bad === 0 ? 0 : 1)
