// Every form of data/procedures.json filled whole and sent, read off its own pages: each question is answered by what its name
// and kind ask for, the first choice is taken, every paper is sent.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { section, test } from '../lib/run.mjs'
import { root } from '../lib/modules.mjs'
import { formsOf, Person } from '../lib/http.mjs'
import { pdf } from '../lib/files.mjs'
import { codeOf, unitId, vinhHung } from '../lib/dossier.mjs'

const procedures = JSON.parse(readFileSync(root + 'data/procedures.json', 'utf8'))

// One of these by the name of the field; the husband is born in 1988, everybody else in 1990, the child and the deed are of this year.
const wanted = (today) => [
	[/ngay_(cap|hieu_luc).*\.nam$/, '2026'],
	[/(hen|bat_dau|den|tre_ngay_sinh|ngay_chet).*\.ngay$/, today.slice(8)], [/(hen|bat_dau|den|tre_ngay_sinh|ngay_chet).*\.thang$/, today.slice(5, 7)], [/(hen|bat_dau|den|tre_ngay_sinh|ngay_chet).*\.nam$/, today.slice(0, 4)],
	[/\.ngay$/, '27'], [/\.thang$/, '3'], [/(^nam_|cha_).*\.nam$/, '1988'], [/\.nam$/, '1990'],
	[/(^nam_|cha_).*so_dinh_danh/, '040088000123'], [/so_dinh_danh/, '040190000001'],
	[/dien_thoai/, '0912345678'], [/email/, 'thu@example.vn'], [/ma_so_thue/, '0100109106'],
	[/\.tu$/, '01/2010'], [/\.den$/, '01/2020'], [/\.ma$/, '5610'],
	[/so_|von|lan_thu|luong|dien_tich|trang|ban$/, '1'],
	[/ho_ten/, 'Nguyễn Thị Lan Thử'], [/ten_hkd/, 'Hộ kinh doanh Phở Lan Thử'],
	[/./, 'Số 1, đường Lê Lợi, phường Vinh Hưng, tỉnh Nghệ An'],
]

const isStep = (f) => /\/nop\/ho-so\/\d+\/[a-z_-]+(\/tep)?$/.test(f.action) && !/\/(noi-nhan|xoa|nop)$/.test(f.action)
const attribute = (tag, name) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1]

// What a person who has it all beside her writes on this page.
function answersOf(form, today) {
	const answers = {}, files = []
	for (const [tag] of form.html.matchAll(/<(?:input|textarea|select)\b[^>]*>/g)) {
		const name = attribute(tag, 'name'), type = attribute(tag, 'type') ?? 'text'
		if (!name || type === 'hidden' || name in answers) continue
		if (type === 'file') files.push({ field: name, name: name + '.pdf', content: pdf(name) })
		else if (type === 'radio') {
			const all = [...form.html.matchAll(/<input\b[^>]*>/g)].filter(([t]) => attribute(t, 'name') === name)
			const girl = all.find(([t]) => /gioi_tinh$/.test(name) && attribute(t, 'value') === 'nu')
			answers[name] = attribute((all.find(([t]) => /\bchecked\b/.test(t)) ?? girl ?? all[0])[0], 'value')
		} else if (type === 'checkbox') answers[name] = attribute(tag, 'value') ?? 'on'
		else if (tag.startsWith('<select')) {
			const after = form.html.slice(form.html.indexOf(tag))
			answers[name] = /<option\b[^>]*value="([^"]+)"/.exec(after.slice(0, after.indexOf('</select>')))[1]
		} else if (!attribute(tag, 'value')) answers[name] = wanted(today).find(([pattern]) => pattern.test(name))[1]
	}
	return { answers, files }
}

async function fillWhole(person, page, today) {
	let back = 0
	for (let i = 0; i < 30 && !/\/xem-lai$/.test(page.path.split('?')[0]); i++) {
		const form = formsOf(page.text).find(isStep)
		assert.ok(form, `${page.path} has no step: ${page.words.slice(0, 300)}`)
		const { answers, files } = answersOf(form, today)
		const r = await person.submit(page, isStep, answers, { files, button: 'tiep' })
		// An answer may bring a question that was not there: the page comes back once.
		assert.ok(r.status === 303 || (r.status === 422 && ++back < 4), `${page.path}: ${r.status} ${/error-summary[\s\S]*?<\/ul>/.exec(r.text)?.[0].replace(/<[^>]*>|\s+/g, ' ')}`)
		page = r.status === 303 ? await person.follow(r) : r
	}
	return page
}

export async function forms(server) {
	section('forms')
	const own = procedures.filter((p) => p.form)
	const today = server.clock.date()
	const person = new Person(server)
	await person.signIn(server.people.citizens[0])
	await test('there are eight', () => assert.equal(own.length, 8))
	for (const { code, name, level } of own)
		await test(`${code} ${name}, whole`, async () => {
			const unit = level === 'province' ? await unitId(person, 'tỉnh Nghệ An', 'province') : await unitId(person, vinhHung)
			const start = await person.open(`/nop/${code}?don_vi=${unit}&lai=1`)
			const first = await person.follow(await person.submit(start, (f) => f.method === 'POST' && f.action.endsWith(`/nop/${code}`)))
			const review = await fillWhole(person, first, today)
			const sent = await person.submit(review, (f) => f.action.endsWith('/nop'))
			assert.equal(sent.status, 303, `${sent.status} ${sent.words.slice(0, 600)}`)
			assert.ok(codeOf((await person.follow(sent)).text), 'no code')
		})
}
