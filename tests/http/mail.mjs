// E-mail through a real SMTP server on loopback: sent once, tried again, given up; the links in it.
import assert from 'node:assert/strict'
import { until } from '../lib/modules.mjs'
import { section, test } from '../lib/run.mjs'
import { startServer } from '../lib/server.mjs'
import { Person, formsOf } from '../lib/http.mjs'
import { startSmtp } from '../lib/smtp.mjs'
import { citizenNumber } from '../lib/people.mjs'
import { act, file, marriageStatus } from '../lib/dossier.mjs'

export async function mail(engine) {
	section(engine === 'pg' ? 'mail, PostgreSQL' : 'mail')
	const box = await startSmtp()
	const server = await startServer({ engine, conf: { smtp_url: box.url, smtp_from: 'mot-cua@example.vn', public_url: 'https://dichvucong.example.vn' } })
	const lan = new Person(server)
	await lan.signIn(server.people.citizens[0])
	const about = (code) => box.letters.filter((l) => l.subject.includes(code))
	const link = (letter) => /https:\/\/dichvucong\.example\.vn(\/\S+)/.exec(letter.text)?.[1]

	await test('the letters of the demo\'s weeks go out first', async () => {
		await until('no letter waits', async () => /motcua_jobs\{state="ready"\} 0/.test((await lan.get('/metrics')).text), 60000)
		assert.ok(box.letters.length > 200, `${box.letters.length} letters`)
		assert.equal(new Set(box.letters.map((l) => /^Message-ID: (.*)$/im.exec(l.head)[1])).size, box.letters.length, 'a letter twice')
	}, { timeout: 90000 })
	await test('a letter tells the code as soon as the dossier is there, and nothing personal but the name', async () => {
		const { code } = await file(lan, marriageStatus)
		const letter = await until('the letter', () => about(code)[0])
		assert.equal(letter.mailFrom, 'mot-cua@example.vn')
		assert.deepEqual(letter.rcpt, ['cong-dan-01@example.vn'])
		assert.match(letter.text, /Nguyễn Thị Lan Thử/)
		assert.match(letter.text, /8 giờ làm việc/)
		for (const secret of ['040190000001', '0972811799', 'Lê Lợi']) assert.ok(!letter.raw.includes(secret) && !letter.text.includes(secret), secret)
		assert.match(letter.head, /^Message-ID: </im)
		assert.match(letter.head, /^Date: /im)
		assert.match(letter.head, /charset="?utf-8/i)
	})
	await test('a server that says 451 is asked again; the letter arrives once', async () => {
		let times = 0
		box.answer = (letter) => (letter.subject.includes('H41') && ++times <= 2 ? 451 : 250)
		const { code } = await file(lan, marriageStatus)
		await until('the first try', () => box.refused.length === 1)
		for (let tries = 1; tries <= 2; tries++) {
			server.clock.forward(30) // past the growing delay
			await until(`try ${tries + 1}`, () => times > tries)
		}
		await until('the letter', () => about(code).length > 0)
		assert.equal(times, 3)
		const [a, b] = [box.refused[0].letter, about(code)[0]].map((l) => /^Message-ID: (.*)$/im.exec(l.head)[1])
		assert.equal(a, b, 'another letter at each try')
		assert.equal(about(code).length, 1)
	})
	await test('a mailbox that does not exist (550) is not asked for ever: administration sees why', async () => {
		box.answer = (letter) => (/H41/.test(letter.subject) ? 550 : 250)
		box.refused.length = 0
		await lan.signIn(server.people.citizens[0])
		const { code } = await file(lan, marriageStatus)
		await until('the try', () => box.refused.length > 0)
		await until('a dead letter', async () => Number(await server.sql("SELECT count(*) FROM job WHERE kind = 'post.send' AND state = 3")) > 0
			|| /motcua_jobs\{state="dead"\} [1-9]/.test((await lan.get('/metrics')).text))
		const tries = box.refused.length
		server.clock.forward(600)
		await new Promise((done) => setTimeout(done, 1500))
		assert.equal(box.refused.length, tries, 'asked again')
		box.answer = () => 250
		const admin = new Person(server)
		await admin.signInOfficer('hethong')
		const jobs = await admin.open('/can-bo/quan-tri/cong-viec')
		assert.match(jobs.words, /Gửi thư điện tử/)
		assert.match(jobs.words, /550/)
		assert.ok(code)
	})
	await test('registering: the account opens by the link of the letter, once', async () => {
		const p = new Person(server)
		const number = citizenNumber('40', 'nam', 1995, 777), password = 'ba từ dễ nhớ'
		let r = await p.submit(await p.get('/dang-ky'), '/dang-ky', {
			so_dinh_danh: number, ho_ten: 'Trần Văn Mới', 'ngay_sinh.ngay': '1', 'ngay_sinh.thang': '9', 'ngay_sinh.nam': '1995', gioi_tinh: 'nam',
			thu_dien_tu: 'moi@example.vn', dien_thoai: '0912345678', mat_khau_moi: password, mat_khau_moi_2: password,
		})
		assert.equal(r.status, 303, r.words.slice(0, 400))
		assert.notEqual((await new Person(server).signIn({ number }, password)).status, 303, 'opens before its address is confirmed')
		// Who signs in too early gets a new letter; its link is the one that counts.
		const letter = await until('the second letter', () => box.letters.filter((l) => l.rcpt.includes('moi@example.vn'))[1])
		const path = link(letter)
		r = await p.open(path)
		assert.equal(r.status, 200, `${path} ${r.words.slice(0, 300)}\n${letter.text}`)
		r = await p.submit(r, '/xac-nhan')
		assert.ok([200, 303].includes(r.status))
		assert.equal((await new Person(server).signIn({ number }, password)).status, 303)
		const again = await new Person(server).open(path)
		const form = formsOf(again.text).find((f) => f.action.includes('/xac-nhan'))
		if (form) assert.notEqual((await new Person(server).post('/xac-nhan', form.fields)).status, 303, 'the link opens twice')
	})
	await test('a number that is taken gets the same page, and its owner a letter', async () => {
		const taken = server.people.citizens[1].number, p = new Person(server)
		const year = +taken.slice(4, 6), century = Math.floor(+taken[3] / 2)
		const before = box.letters.length
		const r = await p.submit(await p.get('/dang-ky'), '/dang-ky', {
			so_dinh_danh: taken, ho_ten: 'Kẻ Mạo Danh', 'ngay_sinh.ngay': '1', 'ngay_sinh.thang': '1', 'ngay_sinh.nam': String(1900 + century * 100 + year), gioi_tinh: +taken[3] % 2 ? 'nu' : 'nam',
			thu_dien_tu: 'mao-danh@example.vn', dien_thoai: '', mat_khau_moi: 'mat khau nao do', mat_khau_moi_2: 'mat khau nao do',
		})
		assert.equal(r.status, 303, r.words.slice(0, 300))
		assert.match(r.headers.location, /kiem-tra-thu/)
		await new Promise((done) => setTimeout(done, 1000))
		const sent = box.letters.slice(before)
		assert.ok(!sent.some((l) => l.rcpt.includes('mao-danh@example.vn') && link(l)?.includes('xac-nhan')), 'a stranger may confirm a taken number')
		assert.equal((await new Person(server).signIn({ number: taken })).status, 303)
	})
	await test('a forgotten password: a link that works once, and ends other sessions', async () => {
		const thang = server.people.citizens[1], there = new Person(server), p = new Person(server)
		await there.signIn(thang)
		let r = await p.submit(await p.get('/quen-mat-khau'), '/quen-mat-khau', { so_dinh_danh: thang.number, thu_dien_tu: 'cong-dan-02@example.vn' })
		assert.equal(r.status, 303, r.words.slice(0, 300))
		const nobody = await p.submit(await p.get('/quen-mat-khau'), '/quen-mat-khau', { so_dinh_danh: citizenNumber('40', 'nu', 1970, 123456) })
		assert.equal(nobody.headers.location, r.headers.location, 'tells who has an account')
		const letter = await until('the letter', () => box.letters.find((l) => link(l)?.includes('dat-lai-mat-khau')))
		const path = link(letter), password = 'mật khẩu hoàn toàn mới'
		r = await p.open(path)
		r = await p.submit(r, '/dat-lai-mat-khau', { mat_khau_moi: password, mat_khau_moi_2: password })
		assert.equal(r.status, 303, r.words.slice(0, 300))
		assert.equal((await there.get('/tai-khoan')).status, 303, 'the old session lives on')
		assert.notEqual((await new Person(server).signIn(thang)).status, 303, 'the old password opens')
		assert.equal((await new Person(server).signIn(thang, password)).status, 303)
		const q = new Person(server), again = await q.open(path)
		const form = formsOf(again.text).find((f) => f.action.includes('dat-lai'))
		if (form) assert.notEqual((await q.submit(again, 'dat-lai', { mat_khau_moi: 'lần thứ hai nữa', mat_khau_moi_2: 'lần thứ hai nữa' })).status, 303)
	})
	await test('each step of the dossier has its letter', async () => {
		const receiver = new Person(server)
		await receiver.signInOfficer('tiepnhan')
		await lan.signIn(server.people.citizens[0])
		const { id, code } = await file(lan, marriageStatus)
		assert.equal((await act(receiver, id, 'yeu-cau-bo-sung', { ly_do: 'Ảnh chụp bị mờ.' })).status, 303)
		await until('the letter about the supplement', () => about(code).some((l) => /cần bổ sung/.test(l.subject)))
		assert.equal((await act(receiver, id, 'tu-choi', { ly_do: 'Không thuộc thẩm quyền.' })).status, 303)
		await until('the letter about the refusal', () => about(code).some((l) => /không được tiếp nhận/.test(l.subject)))
	})
	await server.close()
}
