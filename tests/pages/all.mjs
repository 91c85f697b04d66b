// Every page in Chromium, Vietnamese and English, 1280 and 360 px: axe, width, headings, titles, console; then the Nu checker
// over all of them at once.  node tests/pages/all.mjs;  MOTCUA_ONLY=words of an address
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { need, root } from '../lib/modules.mjs'
import { main, test, wanted } from '../lib/run.mjs'
import { startServer } from '../lib/server.mjs'
import { openWindow } from '../lib/browser.mjs'
import { routes } from '../http/addresses.mjs'
import { left, signedIn, visits } from './visits.mjs'

const run = promisify(execFile)
const axe = readFileSync(need.resolve('axe-core/axe.min.js'), 'utf8') + ';0'
const rules = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] }
const out = root + 'build/tests/pages/'
const WINDOWS = 2
const titles = new Map()

async function dress(page, server, person) {
	await page.context().clearCookies()
	await page.context().addCookies([...person.cookies].map(([name, value]) => ({ name, value, url: server.url })))
}

async function axeFinds(page) {
	await page.evaluate(axe)
	const { violations } = await page.evaluate((options) => globalThis.axe.run(document, options), rules)
	return violations.map((v) => `${v.id}: ${v.help}\n    ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join('\n    ')}`)
}

const wider = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

// Puts the page before us; with `send` the one that comes when nothing was filled in.
async function arrive(page, server, v, lang) {
	const path = (lang === 'en' ? '/en' : '') + v.path.replace(/^\/en(?=\/)/, '')
	const answer = await page.goto(path === '/en/' ? '/en/' : path)
	if (!v.send) return answer
	const [next] = await Promise.all([page.waitForNavigation(), page.evaluate(() => {
		const form = document.querySelector('main form[method="post"]')
		for (const field of form.querySelectorAll('input:not([type=hidden]), textarea')) if (['checkbox', 'radio'].includes(field.type)) field.checked = false; else if (field.type !== 'file') field.value = ''
		form.noValidate = true
		form.requestSubmit(form.querySelector('button[type=submit], button:not([type])'))
	})])
	return next
}

async function look(page, server, v, lang, name) {
	page.errors.length = 0
	await page.setViewportSize({ width: 1280, height: 900 })
	const answer = await arrive(page, server, v, lang)
	assert.ok(answer.status() < 500, `${answer.status()}`)
	if (v.send) assert.equal(answer.status(), 422, 'nothing was filled in, and it was taken')
	const state = await page.evaluate(() => ({ lang: document.documentElement.lang, title: document.title, h1: document.querySelectorAll('h1').length, foreign: performance.getEntriesByType('resource').map((e) => e.name).filter((n) => !n.startsWith(location.origin)) }))
	assert.equal(state.lang, lang)
	assert.equal(state.h1, 1, `${state.h1} h1`)
	assert.ok(state.title.includes(' – '), `title '${state.title}'`)
	assert.deepEqual(state.foreign, [], 'asks elsewhere')
	if (answer.status() === 200) {
		const place = v.route.replace(/\/sua\/|\/tep$/, (m) => (m === '/tep' ? '' : '/')) // one step, three ways to come there
		const other = titles.get(lang + state.title)
		assert.ok(other === undefined || other === place, `the same title as ${other}: ${state.title}`)
		titles.set(lang + state.title, place)
	}
	const bad = []
	for (const width of [1280, 360]) {
		if (width === 360) await page.setViewportSize({ width, height: 780 })
		for (const found of await axeFinds(page)) bad.push(`${width} px, ${found}`)
		const over = await wider(page)
		if (over > 0) bad.push(`${width} px: wider than the window by ${over} px`)
	}
	await page.setViewportSize({ width: 320, height: 700 })
	const over = await wider(page)
	if (over > 0) bad.push(`320 px: wider than the window by ${over} px`)
	if (process.env.PICTURES) for (const width of [1280, 360]) {
		await page.setViewportSize({ width, height: 900 })
		await page.screenshot({ path: `${out}${name}-${width}.png`, fullPage: true })
	}
	const console = page.errors.filter((e) => !(answer.status() >= 400 && e.includes(`status of ${answer.status()}`)))
	assert.deepEqual([...bad, ...console], [])
	writeFileSync(`${out}${name}.html`, await answer.text())
}

async function nu() {
	const { stdout, stderr } = await run('bash', ['-c', `java -Xss8m -jar '${need.resolve('vnu-jar/build/dist/vnu.jar')}' --errors-only --format gnu --exit-zero-always '${out}'*.html 2>&1 | sed 's#^"file:[^"]*/##'`], { maxBuffer: 1 << 26 })
	const lines = (stdout + stderr).trim().split('\n').filter(Boolean)
	assert.deepEqual(lines.slice(0, 40), [])
}

await main('pages', async () => {
	rmSync(out, { recursive: true, force: true })
	mkdirSync(out, { recursive: true })
	const server = await startServer()
	const people = await signedIn(server)
	const list = await visits(server, people)
	await test('every address is looked at or left out with a reason', () => {
		const seen = new Set(list.map((v) => v.route))
		for (const { path } of routes.filter((r) => r.method === 'GET')) assert.ok(seen.has(path) !== path in left, `${path} ${seen.has(path) ? 'is both' : 'is neither'}`)
		for (const path of Object.keys(left)) assert.ok(routes.some((r) => r.path === path), `${path} is no address`)
	})
	const tasks = list.flatMap((v, i) => ['vi', 'en'].map((lang) => ({ v, lang, name: `${String(i).padStart(3, '0')}-${lang}` }))).filter(({ v, lang }) => wanted(`${lang} ${v.path}`))
	await Promise.all(Array.from({ length: WINDOWS }, async () => {
		const page = await openWindow(server)
		for (let task = tasks.shift(); task; task = tasks.shift()) {
			const { v, lang, name } = task
			await dress(page, server, people[v.as])
			await test(`${lang} ${v.path}${v.send ? ', sent empty' : ''} (${v.as})`, () => look(page, server, v, lang, name))
		}
	}))
	if (wanted('Nu')) await test('the Nu checker finds nothing', nu, { timeout: 180000 })
})
