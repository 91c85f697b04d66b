// Judges the table of tests/lookup_measure.c, read from standard input.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { main, test } from './run.mjs'
import { root } from './modules.mjs'

const half = readFileSync(0, 'utf8').split('Test half')[1] ?? ''
const rows = new Map([...half.matchAll(/^\| ([a-z ]+) \| (\d+ \|.*) \|$/gm)].map(([line, kind, figures]) => {
	const [n, hit1, hit3, mrr, silent] = figures.split('|').map(parseFloat)
	return [kind, { line, figures, n, hit1, hit3, mrr, silent }]
}))

await main('search', async () => {
	const all = rows.get('all answerable')
	assert.ok(all, 'the measure printed no table')
	await test('at least a hundred questions were kept aside', () => assert.ok(all.n >= 100, all.line))
	await test('nine of ten find their procedure among the first three', () => assert.ok(all.hit3 >= 90, all.line))
	for (const kind of ['accented', 'bare', 'telex', 'chat', 'typo'])
		await test(`${kind}: seven of eight do`, () => assert.ok(rows.get(kind)?.hit3 >= 87.5, rows.get(kind)?.line))
	await test('short questions find the head procedure first, nine of ten', () => assert.ok(rows.get('short')?.hit1 >= 90, rows.get('short')?.line))
	await test('a question with no procedure gets none, four of five times', () => assert.ok(rows.get('noanswer')?.silent >= 80, rows.get('noanswer')?.line))
	await test('docs/search.md holds these figures', () => {
		const docs = readFileSync(root + 'docs/search.md', 'utf8').replaceAll('*', '')
		for (const row of rows.values()) assert.ok(docs.includes(row.figures), `not in docs/search.md: ${row.line}`)
	})
})
