// The desk looks at the papers where the marks are: one after another, and nothing typed elsewhere on the page is lost.
import assert from 'node:assert/strict'
import { story, signInOfficer, openDossier, send } from './people.mjs'
import { birth, file } from '../lib/dossier.mjs'
import { pdf, png } from '../lib/files.mjs'
import { Person } from '../lib/http.mjs'

export const xemGiay = (server) => story(server, 'xem giấy tờ ngay trên trang', async (open) => {
	const { clock, people } = server
	clock.nextWorkingDay(1, '10:00')
	const lan = new Person(server), filing = birth(clock.date())
	await lan.signIn(people.citizens[0])
	const files = [['ban in.pdf', 'application/pdf', pdf('Giay chung sinh')], ['anh chup.png', 'image/png', png(600, 400)]]
	filing.files = files.map(([name, type, content]) => ({ field: 'tep_chung_sinh', name, type, content }))
	const { id, code } = await file(lan, filing)

	const desk = await open()
	const asked = []
	desk.on('response', (r) => /\/giay\/\d+/.test(r.url()) && asked.push(r))
	await signInOfficer(desk, server, 'tiepnhan')
	await openDossier(desk, code)
	assert.equal(asked.length, 0, 'a paper was loaded before anyone asked for it')

	const paper = (name) => desk.locator('.dv-papers > li').filter({ has: desk.locator('summary', { hasText: name }) })
	await desk.locator('[name="ghi_chu"]').fill('Đang xem giấy chứng sinh')
	await paper('ban in.pdf').locator('summary').press('Enter')
	await paper('ban in.pdf').locator('iframe').waitFor({ state: 'visible' })
	await assert.doesNotReject(desk.waitForFunction(() => performance.getEntriesByType('resource').some((e) => e.initiatorType === 'iframe')))
	assert.equal(await desk.locator('[name="ghi_chu"]').inputValue(), 'Đang xem giấy chứng sinh')
	const sent = await desk.request.get(await paper('ban in.pdf').locator('iframe').getAttribute('src'))
	assert.equal(sent.status(), 200)
	assert.match(sent.headers()['content-security-policy'], /default-src 'none'.*frame-ancestors 'self'/)
	assert.match(sent.headers()['content-disposition'], /^inline/)

	// Marked, and on to the next: it stands open, with its marks beside it.
	await paper('ban in.pdf').locator('select').selectOption('chinh')
	await send(desk, /^Lưu, xem giấy tiếp/, paper('ban in.pdf'))
	const image = paper('anh chup.png').locator('img')
	await image.waitFor({ state: 'visible' })
	await desk.waitForFunction((e) => e.naturalWidth === 600, await image.elementHandle())
	await paper('ban in.pdf').locator('.govuk-tag', { hasText: 'Đạt, bản chính' }).waitFor()
	assert.equal(await paper('anh chup.png').getByRole('button', { name: /xem giấy tiếp/ }).count(), 0, 'there is no other one to look at')

	// What is wrong is said where it is; the paper stays open.
	await paper('anh chup.png').locator('select').selectOption('sai')
	desk.expected.push(422)
	await send(desk, /^Lưu/, paper('anh chup.png'))
	await paper('anh chup.png').locator('.govuk-error-message').waitFor()
	assert.ok(await paper('anh chup.png').locator('img').isVisible())
	await paper('anh chup.png').locator('[name="vi_sao"]').fill('Ảnh mờ')
	await send(desk, /^Lưu/, paper('anh chup.png'))
	await paper('anh chup.png').locator('p', { hasText: 'Ảnh mờ' }).waitFor()

	// Words without a blank do not push the page aside, on a phone neither.
	await paper('anh chup.png').locator('[name="vi_sao"]').fill('x'.repeat(1900))
	await send(desk, /^Lưu/, paper('anh chup.png'))
	for (const [field, button] of [['ghi_chu', 'Ghi'], ['loi_nhan', 'Gửi']]) {
		await desk.locator(`[name="${field}"]`).fill('y'.repeat(500))
		await send(desk, button)
	}
	await desk.setViewportSize({ width: 360, height: 740 })
	assert.ok(await desk.evaluate(() => document.documentElement.scrollWidth) <= 360, 'the page scrolls sideways')
	assert.equal(await server.sql(`SELECT count(*) FROM dossier_paper WHERE dossier_id = ${id} AND mark > 0`), '2')
})
