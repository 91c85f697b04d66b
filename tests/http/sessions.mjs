// Signing in, its limits and its end; a form that was open meanwhile.
import assert from 'node:assert/strict'
import { section, test } from '../lib/run.mjs'
import { Person, formsOf } from '../lib/http.mjs'
import { begin, marriageStatus } from '../lib/dossier.mjs'
import { totp } from '../lib/people.mjs'

const isSignIn = (r) => r.status === 303 ? /dang-nhap/.test(r.headers.location) : /type="password"/.test(r.text)

async function endings(server) {
	section('session')
	const [lan, thang] = server.people.citizens
	await test('the cookie is for this site alone, and no script reads it', async () => {
		const p = new Person(server)
		const r = await p.signIn(lan)
		const cookie = r.headers['set-cookie'].find((c) => /HttpOnly/.test(c))
		assert.match(cookie, /SameSite=(Lax|Strict)/)
		assert.match(cookie, /Path=\//)
		const value = /=([^;]+)/.exec(cookie)[1]
		assert.ok(value.length >= 40, 'a short token')
		assert.equal(await server.sql(`SELECT count(*) FROM account_session WHERE token_hash = '${value}'`), '0', 'the database keeps the token itself')
	})
	await test('a form whose session has ended: sign in, and what was typed comes back', async () => {
		const p = new Person(server)
		await p.signIn(lan)
		const { page, id } = await begin(p, marriageStatus.code)
		server.clock.forward(3 * 60)
		const typed = 'Số 7, ngõ 9, đường Trường Chinh, phường Vinh Hưng, tỉnh Nghệ An'
		let r = await p.submit(page, (f) => f.action.includes('/nop/ho-so/'), { nyc_noi_cu_tru: typed, quan_he: 'ban_than' }, { button: 'tiep' })
		assert.ok(isSignIn(r), `${r.status} ${r.words.slice(0, 300)}`)
		assert.equal((await p.get('/ho-so')).status, 303, 'still signed in')

		// Another account on the same machine gets nothing of it.
		const other = new Person(server)
		other.cookies = new Map(p.cookies)
		await other.signIn(thang)
		const nothing = await other.open('/tiep-tuc')
		assert.ok(!nothing.text.includes('Trường Chinh'), 'given to another account')

		r = await p.follow(r)
		assert.match(r.words, /Phiên làm việc đã hết/)
		r = await p.follow(await p.submit(r, '/dang-nhap', { so_dinh_danh: lan.number, mat_khau: server.people.password }))
		assert.match(r.words, /Những gì bạn đã điền vẫn còn/)
		const form = formsOf(r.text).find((f) => f.action.includes('/nop/ho-so/' + id))
		assert.equal(new Map(form.fields).get('nyc_noi_cu_tru'), typed)
		r = await p.submit(r, '/nop/ho-so/' + id)
		assert.equal(r.status, 303, r.words.slice(0, 300))
		assert.match((await p.open(`/nop/ho-so/${id}/nguoi_yeu_cau`)).text, /Trường Chinh/)
	})
	await test('what was parked is gone after an hour', async () => {
		const p = new Person(server)
		await p.signIn(lan)
		const { page } = await begin(p, marriageStatus.code)
		server.clock.forward(3 * 60)
		let r = await p.submit(page, (f) => f.action.includes('/nop/ho-so/'), { nyc_noi_cu_tru: 'Đường sẽ mất' }, { button: 'tiep' })
		assert.ok(isSignIn(r))
		server.clock.forward(61)
		await p.signIn(lan)
		r = await p.open('/tiep-tuc')
		assert.ok(!r.text.includes('Đường sẽ mất'))
	})
	await test('signing out everywhere ends the others', async () => {
		const here = new Person(server), there = new Person(server)
		await here.signIn(thang)
		await there.signIn(thang)
		assert.equal((await there.get('/tai-khoan')).status, 200)
		const r = await here.submit(await here.open('/tai-khoan'), '/tai-khoan/dang-xuat-het')
		assert.equal(r.status, 303)
		assert.equal((await there.get('/tai-khoan')).status, 303)
	})
	await test('signing out ends the session on the server, not the cookie only', async () => {
		const p = new Person(server)
		await p.signIn(thang)
		const cookies = new Map(p.cookies)
		await p.submit(await p.open('/tai-khoan'), '/dang-xuat')
		p.cookies = cookies
		assert.equal((await p.get('/tai-khoan')).status, 303)
	})
	await test('an officer\'s session ends after an hour without use', async () => {
		const p = new Person(server)
		await p.signInOfficer('xuly.2')
		assert.equal((await p.get('/can-bo')).status, 200)
		server.clock.forward(75)
		assert.equal((await p.get('/can-bo')).status, 303)
	})
}

async function limits(server) {
	section('limits')
	const [, thang] = server.people.citizens
	await test('five wrong passwords, then a wait, also for the right one; the words do not tell which part was wrong', async () => {
		const p = new Person(server), q = new Person(server)
		let known
		for (let i = 0; i < 5; i++) known = await p.signIn(thang, 'sai mat khau ' + i)
		const unknown = await q.signIn({ number: '040290009999' }, 'sai mat khau')
		const said = (r) => /Chưa đăng nhập được (.*?) Đăng nhập/.exec(r.words)?.[1]
		assert.ok(said(known), known.words)
		assert.equal(said(known), said(unknown))
		assert.equal(known.status, unknown.status)
		const waiting = await p.signIn(thang)
		assert.equal(waiting.status, 429, waiting.words.slice(0, 300))
		assert.match(waiting.words, /sau \d+ phút/)
		server.clock.forward(20)
		assert.equal((await p.signIn(thang)).status, 303)
	})
	await test('a code works once, and a wrong one five times at most', async () => {
		const first = new Person(server), second = new Person(server), login = 'xuly2.3'
		await first.signInOfficer(login)
		const secret = server.people.officers[login].secret
		const atCode = async (p) => p.follow(await p.submit(await p.get('/can-bo/dang-nhap'), '/can-bo/dang-nhap', { ten_dang_nhap: login, mat_khau: server.people.password }))
		const again = await second.submit(await atCode(second), '/can-bo/dang-nhap/ma', { ma: totp(secret, server.clock.now()) })
		assert.notEqual(again.status, 303, 'the same code opened twice')
		server.clock.forward(1)
		let r = await atCode(second)
		const right = () => totp(secret, server.clock.now())
		for (let i = 0; i < 6; i++) r = await second.submit(r.text.includes('name="ma"') ? r : await atCode(second), '/can-bo/dang-nhap/ma', { ma: String((+right() + 1 + i) % 1000000).padStart(6, '0') })
		r = await atCode(second) // within the first wait of half a minute: the clock stays where it is
		if (r.text.includes('name="ma"')) r = await second.submit(r, '/can-bo/dang-nhap/ma', { ma: right() })
		assert.notEqual(r.status, 303, 'guessing goes on')
		server.clock.forward(30)
		assert.ok((await new Person(server).signInOfficer(login)).status === 303)
	})
	await test('a password alone is not enough for an officer', async () => {
		const p = new Person(server)
		const r = await p.submit(await p.get('/can-bo/dang-nhap'), '/can-bo/dang-nhap', { ten_dang_nhap: 'lanhdao', mat_khau: server.people.password })
		assert.equal(r.status, 303)
		for (const path of ['/can-bo', '/can-bo/toi', '/can-bo/quan-tri', '/tai-khoan']) assert.equal((await p.get(path)).status, 303, path)
	})
	await test('an officer cannot sign in as a citizen, nor the other way round', async () => {
		const p = new Person(server)
		const a = await p.submit(await p.get('/can-bo/dang-nhap'), '/can-bo/dang-nhap', { ten_dang_nhap: thang.number, mat_khau: server.people.password })
		const b = await p.submit(await p.get('/dang-nhap'), '/dang-nhap', { so_dinh_danh: 'lanhdao', mat_khau: server.people.password })
		assert.notEqual(a.status, 303)
		assert.notEqual(b.status, 303)
	})
}

export async function sessions(server) {
	await endings(server)
	await limits(server)
}
