// What people do on the pages, in their words: the stories are told with these.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import assert from 'node:assert/strict'
import { noErrors, openWindow, picture } from '../lib/browser.mjs'
import { test } from '../lib/run.mjs'
import { freshCode } from '../lib/people.mjs'
import { words } from '../lib/http.mjs'

// A story: windows are opened by open(); each must end without an error in its console.
export function story(server, name, tell) {
	return test(name, async () => {
		const windows = []
		const open = async (options) => { const w = await openWindow(server, options); windows.push(w); return w }
		try {
			await tell(open)
			for (const w of windows) noErrors(w)
		} catch (error) {
			const file = name.normalize('NFD').replace(/[^a-zA-Z0-9]+/g, '-').slice(0, 40)
			for (const [i, w] of windows.entries()) await picture(w, `${server.engine}-${file}-${i}`)
			const at = windows.map((w) => w.url()).join(' ')
			error.message += `\nwindows: ${at} (pictures in build/tests/pictures)\n${server.log.split('\n').filter((l) => / (warn|error) /.test(l)).slice(-5).join('\n')}`
			throw error
		} finally {
			for (const w of windows) await w.context().close()
		}
	}, { timeout: 240000 })
}

export const see = async (page, text) => {
	const main = page.locator('body')
	await main.getByText(text).first().waitFor({ state: 'visible' }).catch((e) => { throw new Error(`does not see ${text} at ${page.url()}\n${e.message.split('\n')[0]}`) })
}
export const press = (page, name, where = page) => where.getByRole('button', { name, exact: typeof name === 'string' }).first().click()
export const follow = (page, name, where = page) => where.getByRole('link', { name, exact: typeof name === 'string' }).first().click()
// Presses and waits for the page that comes.
export async function send(page, name, where = page) {
	const [answer] = await Promise.all([page.waitForResponse((r) => r.request().isNavigationRequest() && r.status() < 300 || r.status() >= 400), press(page, name, where)])
	await page.waitForLoadState()
	return answer
}

// Answers by the names of the fields, each as its kind wants it.
export async function answer(page, answers, where = page.locator('main')) {
	for (const [name, value] of Object.entries(answers)) {
		const field = where.locator(`[name="${name}"]`)
		const kind = await field.first().evaluate((e) => (e.tagName === 'INPUT' ? e.type : e.tagName))
		if (kind === 'radio') await where.locator(`[name="${name}"][value="${value}"]`).check()
		else if (kind === 'checkbox') await field.setChecked(value !== null)
		else if (kind === 'SELECT') await field.selectOption(value)
		else await field.fill(value)
	}
}
export const asked = async (page, name) => (await page.locator(`main [name="${name}"]`).count()) > 0

// Every step of the form until the review page.
export async function fillForm(page, { answers, files = [], until = /\/xem-lai(\?|$)/ }) {
	for (let i = 0; i < 15 && !until.test(page.url()); i++) {
		const here = {}
		for (const [name, value] of Object.entries(answers)) if (await asked(page, name)) here[name] = value
		// Fields that a condition hides come into sight by the answer before them.
		await answer(page, here)
		for (const f of files)
			if (await asked(page, f.field)) await page.locator(`main [name="${f.field}"]`).setInputFiles({ name: f.name, mimeType: f.type, buffer: f.content })
		const before = page.url()
		await send(page, /^(Lưu và tiếp tục|Save and go on)$/)
		assert.notEqual(page.url(), before, `the step came back: ${words(await page.content()).slice(0, 600)}`)
	}
}

export async function signIn(page, server, citizen) {
	if (!/dang-nhap/.test(page.url())) await page.goto('/dang-nhap')
	await page.getByLabel(/Số định danh cá nhân|Personal number/).fill(citizen.number)
	await page.getByLabel(/^(Mật khẩu|Password)$/).fill(server.people.password)
	await send(page, /^(Đăng nhập|Sign in)$/, page.locator('main'))
}

export async function signInOfficer(page, server, login) {
	await page.goto('/can-bo/dang-nhap')
	await page.getByLabel('Tên đăng nhập').fill(login)
	await page.getByLabel(/^Mật khẩu$/).fill(server.people.password)
	await send(page, 'Tiếp tục')
	await page.locator('[name="ma"]').fill(freshCode(server, login))
	await send(page, 'Đăng nhập', page.locator('main'))
}

// The dossier's work page, through the queue it stands in: the code typed into the filter.
export async function openDossier(page, code, queues = ['moi', 'cua-toi', 'dang-xu-ly', 'cho-duyet', 'cho-bo-sung', 'tra-ket-qua', 'da-dong']) {
	for (const queue of queues) {
		await page.goto(`/can-bo?nhom=${queue}&tim=${code}`)
		const row = page.locator('main a[href*="/can-bo/ho-so/"]').filter({ hasText: code })
		if (await row.count() === 0) continue
		await Promise.all([page.waitForURL(/\/can-bo\/ho-so\/\d+/), row.first().click()])
		return queue
	}
	throw new Error(`${code} stands in no queue of this officer`)
}

// One of the moves on the work page: its fold is opened, its form answered and sent.
export async function move(page, name, button, answers = {}, files = []) {
	const fold = page.locator('.dv-moves details').filter({ has: page.locator('summary', { hasText: new RegExp(`^${name}$`) }) })
	if (!(await fold.evaluate((e) => e.open))) await fold.locator('summary').click()
	await answer(page, answers, fold)
	for (const f of files) await fold.locator(`[name="${f.field}"]`).setInputFiles({ name: f.name, mimeType: f.type, buffer: f.content })
	return send(page, button, fold)
}
export const movesOffered = (page) => page.locator('.dv-moves details > summary').allTextContents()

// Who stands in the list of the fold, by name.
export async function choosePerson(page, name, who) {
	const fold = page.locator('.dv-moves details').filter({ has: page.locator('summary', { hasText: new RegExp(`^${name}$`) }) })
	if (!(await fold.evaluate((e) => e.open))) await fold.locator('summary').click()
	await fold.getByLabel(who).check()
}

// The bytes behind a link, fetched with the cookies of this window.
export async function fetchLink(page, name) {
	const href = await page.getByRole('link', { name }).first().getAttribute('href')
	const r = await page.context().request.get(href)
	assert.equal(r.status(), 200, href)
	return { bytes: await r.body(), headers: r.headers() }
}

// The text of a PDF as a reader selects it, and what its QR code says.
export function readPdf(server, bytes) {
	assert.equal(bytes.subarray(0, 5).toString(), '%PDF-')
	const file = `${server.home}/doc.pdf`
	writeFileSync(file, bytes)
	const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).replace(/\s+/g, ' ')
	const fonts = execFileSync('pdffonts', [file], { encoding: 'utf8' }).trim().split('\n').slice(2)
	assert.ok(fonts.length > 0 && fonts.every((l) => / yes +(yes|no) +(yes|no) +\d+ +\d+$/.test(l)), `fonts are not embedded:\n${fonts.join('\n')}`)
	let qr = ''
	execFileSync('pdftoppm', ['-r', '150', '-png', file, `${server.home}/page`])
	try {
		qr = execFileSync('bash', ['-c', `zbarimg -q --raw ${server.home}/page*.png`], { encoding: 'utf8' }).trim()
	} catch { /* no code on it */ }
	execFileSync('bash', ['-c', `rm -f ${server.home}/page*.png ${file}`])
	return { text, qr }
}

// Subjects of the letters in DIR/mail, where they go while no mail server is configured.
export function readLetters(server) {
	return readdirSync(server.dir + '/mail').filter((f) => f.endsWith('.eml')).map((f) => {
		const head = readFileSync(`${server.dir}/mail/${f}`, 'utf8').split(/\r?\n\r?\n/)[0].replace(/\r?\n[ \t]+/g, ' ')
		return /^Subject: (.*)$/m.exec(head)[1].replace(/\?=\s+=\?/g, '?==?').replace(/=\?utf-8\?b\?([^?]*)\?=/gi, (_, text) => Buffer.from(text, 'base64').toString())
	})
}
