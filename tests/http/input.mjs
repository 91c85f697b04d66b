// Bad input: each a clear message in the person's language with what to do, the right status, nothing lost or leaked.
import assert from 'node:assert/strict'
import { section, test } from '../lib/run.mjs'
import { Person, formsOf } from '../lib/http.mjs'
import { answerStep, begin, birth, fillIn, marriageStatus } from '../lib/dossier.mjs'
import { citizenNumber } from '../lib/people.mjs'
import { exe, pdf, png } from '../lib/files.mjs'

const csrfOf = (r) => /name="csrf" value="(\w+)"/.exec(r.text)[1]
const isBirthPost = (f) => f.action.includes('/nop/ho-so/')
const mb = 1 << 20
const form = { 'Content-Type': 'application/x-www-form-urlencoded' }

// The words of an error stand in the summary and at the field, and no name of ours shows.
function refused(r, pattern, status = 422) {
	assert.equal(r.status, status, r.words.slice(0, 400))
	assert.match(r.words, pattern)
	assert.ok(!/(account|dossier|form|http|web|blob)\.[a-z_.]+|ST_[A-Z]+|\.c:\d/.test(r.words.replace(/example\.vn/g, '')), `shows internals: ${r.words}`)
}

async function registering(server) {
	section('register')
	const p = new Person(server)
	const good = {
		so_dinh_danh: citizenNumber('40', 'nu', 1990, 555), ho_ten: 'Lê Thị Thử Nghiệm', 'ngay_sinh.ngay': '27', 'ngay_sinh.thang': '3', 'ngay_sinh.nam': '1990',
		gioi_tinh: 'nu', thu_dien_tu: 'thu-nghiem@example.vn', dien_thoai: '0912345678', mat_khau_moi: 'mat khau dai 17', mat_khau_moi_2: 'mat khau dai 17',
	}
	const register = async (changes, q = p) => q.submit(await q.get('/dang-ky'), '/dang-ky', { ...good, ...changes })
	const wrong = [
		['eleven digits', { so_dinh_danh: '04019000055' }, /12 chữ số/],
		['letters in the number', { so_dinh_danh: '04019000O555' }, /12 chữ số|chữ số/],
		['a number whose sex is another', { so_dinh_danh: citizenNumber('40', 'nam', 1990, 555) }, /không khớp|chưa khớp|giới tính/i],
		['a number of another year', { so_dinh_danh: citizenNumber('40', 'nu', 1991, 555) }, /không khớp|chưa khớp|năm sinh/i],
		['a number of another century', { so_dinh_danh: '040390000555' }, /không khớp|chưa khớp|năm sinh/i],
		['30 February', { 'ngay_sinh.ngay': '30', 'ngay_sinh.thang': '2' }, /Không có ngày này/],
		['29 February of a year without', { 'ngay_sinh.ngay': '29', 'ngay_sinh.thang': '2' }, /Không có ngày này/],
		['a birth to come', { 'ngay_sinh.nam': '2090', so_dinh_danh: '040390000555' }, /ngày sinh|tương lai|hôm nay/i],
		['a name of 10,000 characters', { ho_ten: 'Ễ'.repeat(10000) }, /dài quá 100 ký tự/],
		['a name of spaces', { ho_ten: '   ' }, /Nhập/],
		['an address that is none', { thu_dien_tu: 'khong phai thu' }, /thư điện tử/i],
		['two passwords', { mat_khau_moi_2: 'khac han 12345' }, /khác nhau/],
		['a short password', { mat_khau_moi: 'ngan', mat_khau_moi_2: 'ngan' }, /10 ký tự/],
		['the number as password', { mat_khau_moi: good.so_dinh_danh, mat_khau_moi_2: good.so_dinh_danh }, /mật khẩu|số định danh/i],
	]
	for (const [name, changes, pattern] of wrong)
		await test(name, async () => {
			const r = await register(changes)
			refused(r, pattern)
			assert.match(r.text, /govuk-error-summary/)
			assert.match(r.text, /<title>Có lỗi:/)
			const again = formsOf(r.text).find((f) => f.action === '/dang-ky')
			const kept = new Map(again.fields)
			for (const k of ['thu_dien_tu', 'dien_thoai', 'so_dinh_danh', 'ngay_sinh.ngay']) assert.equal(kept.get(k), { ...good, ...changes }[k], `${k} was lost`)
			assert.equal(kept.get('mat_khau_moi'), '', 'a password comes back in the page')
		})
	await test('in English too', async () => {
		const q = new Person(server, { lang: 'en' })
		const r = await q.submit(await q.get('/dang-ky'), '/dang-ky', { ...good, so_dinh_danh: '1' })
		refused(r, /12 digits/)
		assert.match(r.text, /<html[^>]* lang="en"/)
	})
	await test('letters that are no UTF-8', async () => {
		const page = await p.get('/dang-ky')
		const r = await p.send('POST', '/dang-ky', { headers: form, body: `csrf=${csrfOf(page)}&ho_ten=%C3%28%FF` })
		refused(r, /ký tự/)
	})
	await test('fields twice and fields nobody asked for change nothing', async () => {
		const page = await p.get('/dang-ky')
		const r = await p.post('/dang-ky', [['csrf', csrfOf(page)], ['ho_ten', 'Thứ Nhất'], ['ho_ten', 'Thứ Hai'], ['kind', '2'], ['checked_at', '1'], ['__proto__', 'x']])
		assert.equal(r.status, 422)
		assert.equal(new Map(formsOf(r.text).find((f) => f.action === '/dang-ky').fields).get('ho_ten'), 'Thứ Nhất')
	})
	await test('what is typed comes back as text, never as markup', async () => {
		const r = await register({ ho_ten: '<script>alert(1)</script>"\'&', thu_dien_tu: '"><img src=x>' })
		assert.equal(r.status, 422)
		assert.ok(!r.text.includes('<script>alert') && !r.text.includes('<img src=x'))
	})
}

async function bodies(server) {
	section('bodies')
	const p = new Person(server)
	const page = await p.get('/dang-ky')
	const csrf = csrfOf(page)
	await test('300 kB without a file', async () => refused(await p.post('/dang-ky', { csrf, ho_ten: 'a'.repeat(300000) }), /quá lớn/, 413))
	await test('two thousand fields', async () => {
		const r = await p.post('/dang-ky', [['csrf', csrf], ...Array.from({ length: 2000 }, (_, i) => ['f' + i, '1'])])
		refused(r, /quá nhiều/, r.status)
		assert.ok([400, 413, 422].includes(r.status))
	})
	await test('a kind of body the page does not take', async () => refused(await p.send('POST', '/dang-ky', { body: '{}', headers: { 'Content-Type': 'application/json' } }), /kiểu/, 415))
	await test('a broken escape', async () => {
		const r = await p.send('POST', '/dang-ky', { body: `csrf=${csrf}&ho_ten=%zz`, headers: form })
		assert.ok([400, 422].includes(r.status))
	})
	await test('a body in pieces without a length', async () => {
		const { request } = await import('node:http')
		const status = await new Promise((done, fail) => {
			const q = request({ host: '127.0.0.1', port: server.port, method: 'POST', path: '/tra-cuu', headers: { ...form, 'Transfer-Encoding': 'chunked' } }, (r) => { r.resume(); done(r.statusCode) })
			q.on('error', fail)
			q.write('ma=H41.61.22-200101-0001')
			q.write('&so_cuoi=0000')
			q.end()
		})
		assert.ok([404, 411, 422].includes(status), String(status))
	})
}

async function steps(server) {
	section('steps')
	const p = new Person(server)
	await p.signIn(server.people.citizens[0])
	const { page, id } = await begin(p, '1.001193')
	const filing = birth(server.clock.date())
	const at = (step) => p.open(`/nop/ho-so/${id}/${step}`)
	const send = async (step, answers, options) => p.submit(await at(step), isBirthPost, answers, { button: 'tiep', ...options })
	await test('a citizen number that is none, a name too long: said at the field, kept as typed', async () => {
		const r = await send('nguoi_yeu_cau', { nyc_so_dinh_danh: '999999999999', nyc_ho_ten: 'x'.repeat(10000), quan_he: 'me' })
		refused(r, /Rút ngắn .* nhiều nhất 500 ký tự, hiện có 10\.000/)
		assert.match(r.words, /Số định danh/)
		assert.ok(r.text.includes('x'.repeat(10000)))
		assert.match(r.text, /value="999999999999"/)
	})
	await test('wrong answers are still there on the way back', async () => assert.match((await at('nguoi_yeu_cau')).text, /value="999999999999"/))
	await test('30/02, a sex that does not exist, a letter in a date', async () => {
		const r = await send('tre', { 'tre_ngay_sinh.ngay': '30', 'tre_ngay_sinh.thang': '2', 'tre_ngay_sinh.nam': '2026', tre_gioi_tinh: 'robot', tre_dan_toc: '999' })
		refused(r, /ngày/i)
		assert.match(r.words, /Giới tính/)
		const s = await send('tre', { 'tre_ngay_sinh.ngay': 'ba', 'tre_ngay_sinh.thang': '2', 'tre_ngay_sinh.nam': '2026' })
		refused(s, /ngày/i)
	})
	await test('a mother whose number and birth date differ', async () => {
		const r = await send('me', { ...filing.answers, me_so_dinh_danh: citizenNumber('40', 'nu', 1985, 1), tre_ho_ten: null })
		const ok = r.status === 422 ? /số định danh|ngày sinh/i.test(r.words) : r.status === 303
		assert.ok(ok, r.words.slice(0, 300))
	})
	await test('an unknown step and an unknown draft', async () => {
		assert.equal((await at('khong_co')).status, 404)
		assert.equal((await p.get('/nop/ho-so/12345/tre')).status, 404)
		assert.equal((await p.get('/nop/ho-so/abc/tre')).status, 404)
		assert.equal((await p.get('/nop/ho-so/99999999999999999999999/tre')).status, 404)
	})
	await test('sent too early: the review says what is missing, and nothing is filed', async () => {
		const review = await at('xem-lai')
		assert.match(review.words, /Còn \d+ chỗ cần điền/)
		const r = await p.post(`/nop/ho-so/${id}/nop`, { csrf: csrfOf(review), khoa: 'thu-' + id })
		assert.ok([409, 422].includes(r.status), `${r.status} ${r.headers.location}`)
		assert.equal(await server.sql(`SELECT state FROM dossier WHERE id = ${id}`), '0')
	})
	section('files')
	await fillIn(p, page, { answers: { ...filing.answers, nyc_ho_ten: 'Nguyễn Thị Lan Thử', nyc_so_dinh_danh: '040190000001', cam_doan: null } }).catch(() => {})
	const papers = async (files, answers = {}) => p.submit(await at('giay_to'), isBirthPost, { so_ban_sao: '3', ...answers }, { files: files.map((f) => ({ field: 'tep_chung_sinh', ...f })), button: 'tiep' })
	await test('a program that calls itself a PDF is refused; the good one beside it stays, and the answers too', async () => {
		const r = await papers([{ name: 'giay.pdf', type: 'application/pdf', content: exe() }, { name: 'that.png', type: 'image/png', content: png() }])
		refused(r, /“giay\.pdf” không phải PDF/)
		assert.match(r.words, /that\.png/)
		assert.match(r.text, /name="so_ban_sao"[^>]*value="3"|value="3"[^>]*name="so_ban_sao"/)
	})
	await test('scripts and archives under other names', async () => {
		for (const content of ['<html><script>1</script>', '#!/bin/sh\n', 'PK\x03\x04 not a document', '<?xml version="1.0"?><svg onload="x"/>', ''])
			refused(await papers([{ name: 'anh.jpg', type: 'image/jpeg', content: Buffer.from(content) }]), /“anh\.jpg”/)
	})
	await test('a file of 11 MB', async () => refused(await papers([{ name: 'to.pdf', content: Buffer.concat([pdf(), Buffer.alloc(11 * mb)]) }]), /lớn hơn 10 MB/, 413), { timeout: 60000 })
	await test('40 MB: told so, and the connection goes on', async () => {
		const one = new Person(server)
		one.cookies = p.cookies
		one.agent.maxSockets = 1
		const csrf = csrfOf(await one.get(`/nop/ho-so/${id}/giay_to`))
		const r = await one.postFiles(`/nop/ho-so/${id}/giay_to/tep`, [['csrf', csrf], ['lam', 'tiep']], [{ field: 'tep_chung_sinh', name: 'phim.pdf', content: Buffer.alloc(40 * mb, 'x') }])
		refused(r, /lớn/, 413)
		assert.equal((await one.get('/ho-so')).status, 200)
	}, { timeout: 60000 })
	await test('60 MB, over what a sending may hold', async () => {
		const csrf = csrfOf(await at('giay_to'))
		const r = await p.postFiles(`/nop/ho-so/${id}/giay_to/tep`, [['csrf', csrf]], [{ field: 'tep_chung_sinh', name: 'phim.pdf', content: Buffer.alloc(60 * mb, 'x') }])
		refused(r, /quá lớn/, 413)
		assert.equal((await p.get('/ho-so')).status, 200)
	}, { timeout: 60000 })
	await test('more files than a sending may hold', async () => {
		const r = await papers(Array.from({ length: 25 }, (_, i) => ({ name: `a${i}.pdf`, content: pdf() })))
		refused(r, /20 tệp/, r.status)
		assert.ok([413, 422].includes(r.status))
	})
	await test('names of files that reach for other places', async () => {
		const r = await papers([{ name: '../../../etc/passwd%00.pdf', content: pdf('duong dan') }, { name: 'a"b<i>.pdf', content: pdf('ngoac') }])
		assert.ok([303, 422].includes(r.status))
		const page = await at('giay_to')
		assert.ok(!page.text.includes('../') && !page.text.includes('<i>'), 'a path or markup in the page')
	})
	await test('a multipart body that breaks off', async () => {
		const csrf = csrfOf(await at('giay_to'))
		const r = await p.send('POST', `/nop/ho-so/${id}/giay_to/tep`, { headers: { 'Content-Type': 'multipart/form-data; boundary=x' }, body: `--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n${csrf}\r\n--x\r\nContent-Disposition: form-data; name="tep_chung_sinh"; filename="a.pdf"\r\n\r\n%PDF-1.4` })
		refused(r, /hỏng|ngắt/, r.status)
		assert.ok([400, 422].includes(r.status))
	})
	await test('the files are kept under their hash, and given back to their owner only', async () => {
		const paper = await server.sql(`SELECT id FROM dossier_paper WHERE dossier_id = ${id} ORDER BY id LIMIT 1`)
		const link = `/ho-so/${id}/giay/${paper}`
		const r = await p.get(link)
		assert.equal(r.status, 200)
		assert.match(r.headers['content-disposition'], /^attachment/)
		const other = new Person(server)
		await other.signIn(server.people.citizens[1])
		assert.equal((await other.get(link)).status, 404)
	})
}

export async function input(server) {
	await registering(server)
	await bodies(server)
	await steps(server)
}
