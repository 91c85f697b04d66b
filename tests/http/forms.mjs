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

// One of these by the name of the field; the husband is born in 1988, parents in 1960, everybody else in 1990, the child and the deed are of this year.
const wanted = (today) => [
	[/ngay_(cap|hieu_luc).*\.nam$/, '2026'],
	[/(hen|bat_dau|den|tre_ngay_sinh|ngay_chet).*\.ngay$/, today.slice(8)], [/(hen|bat_dau|den|tre_ngay_sinh|ngay_chet).*\.thang$/, today.slice(5, 7)], [/(hen|bat_dau|den|tre_ngay_sinh|ngay_chet).*\.nam$/, today.slice(0, 4)],
	[/\.ngay$/, '27'], [/\.thang$/, '3'], [/^nam_.*\.nam$/, '1988'], [/^(me|cha)_.*\.nam$/, '1960'], [/\.nam$/, '1990'],
	[/^nam_.*so_dinh_danh/, '040088000123'], [/^cha_.*so_dinh_danh/, '040060000123'], [/^me_.*so_dinh_danh/, '040160000001'], [/so_dinh_danh/, '040190000001'],
	[/dien_thoai/, '0912345678'], [/email/, 'thu@example.vn'], [/ma_so_thue/, '0100109106'],
	[/\.tu$/, '1.2010'], [/\.den$/, '01/2020'], [/\.ma$/, '5610'],
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

const date = (id, day) => Object.fromEntries([['ngay', day.slice(8)], ['thang', day.slice(5, 7)], ['nam', day.slice(0, 4)]].map(([part, v]) => [`${id}.${part}`, v]))
const moved = (day, years, days = 0) => new Date(Date.UTC(+day.slice(0, 4) + years, +day.slice(5, 7) - 1, +day.slice(8) + days)).toISOString().slice(0, 10)
const weekday = (day, wanted) => [...Array(7)].map((_, i) => moved(day, 0, i + 14)).find((d) => new Date(d).getUTCDay() === wanted)

// [procedure, step, answers that break the rule, what is said, answers at its edge]. Today is the day of the server's clock.
const rules = (today) => [
	['1.000894', 'ben_nu', { ...date('nu_ngay_sinh', moved(today, -18, 1)), nu_so_dinh_danh: '0403' + moved(today, -18, 1).slice(2, 4) + '000001' }, /đủ 18 tuổi/, { ...date('nu_ngay_sinh', moved(today, -18)), nu_so_dinh_danh: '0403' + moved(today, -18).slice(2, 4) + '000001' }],
	['1.000894', 'ben_nu', { ...date('nu_ngay_sinh', '1990-03-27'), nu_so_dinh_danh: '040090000001' }, /là của nam; nhập số của bên nữ/, { nu_so_dinh_danh: '040190000001' }],
	['1.000894', 'ben_nu', { nu_tinh_trang: 'goa', nu_lan_thu: '1' }, /lần thứ 2 trở lên/, { nu_lan_thu: '2' }],
	['1.000894', 'ben_nu', { nu_tinh_trang: 'chua', nu_lan_thu: '2' }, /lần thứ 1/, { nu_lan_thu: '1' }],
	['1.000894', 'ben_nam', { ...date('nam_ngay_sinh', moved(today, -20, 1)), nam_so_dinh_danh: '0402' + moved(today, -20, 1).slice(2, 4) + '000001' }, /đủ 20 tuổi/, { ...date('nam_ngay_sinh', moved(today, -20)), nam_so_dinh_danh: '0402' + moved(today, -20).slice(2, 4) + '000001' }],
	['1.000894', 'lien_he', date('ngay_hen', moved(today, 0, -1)), /đã qua/, date('ngay_hen', weekday(today, 3))],
	['1.000894', 'lien_he', date('ngay_hen', weekday(today, 0)), /Chủ nhật/, {}],
	['1.001193', 'tre', { tre_ho_ten: 'Minh 2' }, /chỉ gồm chữ/, { tre_ho_ten: "H'HEN NIÊ THỬ" }],
	['1.001193', 'me', { ...date('me_ngay_sinh', moved(today, -15, 1)), me_so_dinh_danh: '0403' + moved(today, -15, 1).slice(2, 4) + '000001' }, /chưa đủ 16 tuổi[\s\S]*_dung\.me_ngay_sinh/, { ...date('me_ngay_sinh', moved(today, -15, 1)), me_so_dinh_danh: '0403' + moved(today, -15, 1).slice(2, 4) + '000001', '_dung.me_ngay_sinh': '1' }],
	['1.001193', 'me', { ...date('me_ngay_sinh', today), me_so_dinh_danh: '0403' + today.slice(2, 4) + '000001' }, /phải sinh trước trẻ/, { ...date('me_ngay_sinh', '1960-03-27'), me_so_dinh_danh: '040160000001' }],
	['1.001193', 'me', { ...date('me_ngay_sinh', '1960-03-27'), me_so_dinh_danh: '040060000001' }, /nhập số của người mẹ/, { me_so_dinh_danh: '040160000001' }],
	['1.001193', 'cha', { khai_cha: 'co', cha_so_dinh_danh: '040160000123' }, /nhập số của người cha/, { cha_so_dinh_danh: '040060000123' }],
	['1.001612', 'ho_kinh_doanh', { ten_hkd: 'Phở Lan Thử' }, /cụm từ “Hộ kinh doanh”/, { ten_hkd: 'HỘ KINH DOANH Phở Lan Thử' }],
	['1.001612', 'nganh_nghe', { 'nganh_nghe.0.ma': '561' }, /đúng 4 chữ số/, { 'nganh_nghe.0.ma': '5610' }],
	['1.001612', 'nganh_nghe', { 'nganh_nghe.0.chinh': null }, /đúng một ngành là ngành chính/, { 'nganh_nghe.0.chinh': '1' }],
	['1.001612', 'chu_ho', { ...date('chu_ngay_sinh', moved(today, -18, 1)), chu_so_dinh_danh: '0403' + moved(today, -18, 1).slice(2, 4) + '000001' }, /đủ 18 tuổi/, { ...date('chu_ngay_sinh', moved(today, -18)), chu_so_dinh_danh: '0403' + moved(today, -18).slice(2, 4) + '000001' }],
	['1.004222', 'noi_o', { truong_hop: 'thue_muon', dien_tich: '7', ...date('thoi_han_thue', moved(today, 1)) }, /ít nhất 8 m²/, { dien_tich: '8' }],
	['1.004222', 'noi_o', { truong_hop: 'thue_muon', dien_tich: '8', ...date('thoi_han_thue', moved(today, 0, -1)) }, /đã hết/, date('thoi_han_thue', today)],
	['1.004873', 'hon_nhan', { tinh_trang: 'goa', ...date('ngay_chet', '1990-03-26') }, /trước khi người được cấp giấy sinh ra/, date('ngay_chet', '1990-03-27')],
	['1.004873', 'hon_nhan', { tinh_trang: 'goa', ...date('ngay_chet', moved(today, 0, 1)) }, /không thể sau hôm nay/, date('ngay_chet', today)],
	['1.004873', 'muc_dich', { muc_dich: 'ket_hon', so_luong: '2' }, /chỉ được cấp 1 bản/, { muc_dich: 'vay_von', so_luong: '2' }],
	['2.000488', 'loai_phieu', { loai_phieu: 'so_2', nguoi_nop: 'uy_quyen' }, /không được ủy quyền/, { nguoi_nop: 'ban_than' }],
	['2.000488', 'gia_dinh', date('me_ngay_sinh', '1990-03-27'), /Mẹ phải sinh trước/, date('me_ngay_sinh', '1990-03-26')],
	['2.000488', 'qua_trinh', { 'cu_tru.0.tu': '02/2020', 'cu_tru.0.den': '01/2020' }, /không thể trước tháng bắt đầu/, { 'cu_tru.0.den': '2/2020' }],
	['2.000488', 'qua_trinh', { 'cu_tru.0.den': 'nay' }, /dạng tháng\/năm/, { 'cu_tru.0.den': today.slice(5, 7) + '/' + today.slice(0, 4) }],
	['2.000815', 'nguoi_yeu_cau', { loai_khach: 'to_chuc', ten_to_chuc: 'Công ty Thử', ma_so_thue: '0100109107' }, /chữ số thứ mười/, { ma_so_thue: '0100109106' }],
	['2.000815', 'hen_doi_chieu', date('thoi_gian_hen', moved(today, 0, -1)), /Ngày hẹn đã qua/, date('thoi_gian_hen', weekday(today, 4))],
	['2.000815', 'hen_doi_chieu', date('thoi_gian_hen', weekday(today, 0)), /cơ quan nhận hồ sơ không làm việc/, date('thoi_gian_hen', weekday(today, 2))],
]

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
	const drafts = new Map()
	for (const [code, step, wrong, said, edge] of rules(today))
		await test(`${code} ${step}: ${Object.keys(wrong).at(-1)} ${said}`, async () => {
			if (!drafts.has(code)) {
				const level = own.find((p) => p.code === code).level
				const unit = level === 'province' ? await unitId(person, 'tỉnh Nghệ An', 'province') : await unitId(person, vinhHung)
				const start = await person.open(`/nop/${code}?don_vi=${unit}&lai=1`)
				const first = await person.follow(await person.submit(start, (f) => f.method === 'POST' && f.action.endsWith(`/nop/${code}`)))
				drafts.set(code, (await fillWhole(person, first, today)).path.replace(/\/xem-lai.*/, ''))
			}
			let page = await person.open(`${drafts.get(code)}/${step}`)
			const form = formsOf(page.text).find(isStep)
			page = await person.submit(page, isStep, { ...answersOf(form, today).answers, ...wrong }, { button: 'tiep' })
			assert.equal(page.status, 422, `taken: ${JSON.stringify(wrong)}`)
			assert.match(page.text, said)
			const again = await person.submit(page, isStep, { ...wrong, ...edge }, { button: 'tiep', files: answersOf(formsOf(page.text).find(isStep), today).files })
			if (Object.keys(edge).length > 0) assert.equal(again.status, 303, /error-summary[\s\S]*?<\/ul>/.exec(again.text)?.[0].replace(/<[^>]*>|\s+/g, ' '))
		})
	await test('the ethnicity of a child that is neither parent’s is told before sending', async () => {
		const at = drafts.get('1.001193')
		await person.submit(await person.open(`${at}/tre`), isStep, { tre_dan_toc: '02' }, { button: 'tiep' })
		const review = await person.open(`${at}/xem-lai`)
		assert.match(review.text, /Dân tộc của trẻ theo dân tộc của cha hoặc của mẹ/)
		assert.ok(!formsOf(review.text).some((f) => f.action.endsWith('/nop')), 'it can be sent')
	})
	await test('the counter keeps the same rules, in English too', async () => {
		const clerk = new Person(server, { lang: 'en' })
		await clerk.signInOfficer('tiepnhan')
		const start = await clerk.open('/can-bo/tai-quay/moi/2.000815')
		let page = await clerk.follow(await clerk.submit(start, '/moi/2.000815', { so_dinh_danh: '040190000001' }))
		const at = page.path.replace(/\/[a-z_]+$/, '').replace(/^\/en/, '')
		page = await clerk.open(`${at}/hen_doi_chieu`)
		const own = (f) => f.action.includes(at.split('/').at(-1))
		page = await clerk.submit(page, own, { ...date('thoi_gian_hen', weekday(today, 0)), khung_gio: 'sang' }, { button: 'tiep' })
		assert.equal(page.status, 422)
		assert.match(page.text, /office is closed; choose another day/)
	})
}
