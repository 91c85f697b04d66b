// What officers ask of the desk and of administration.
import assert from 'node:assert/strict'
import { section, test } from '../lib/run.mjs'
import { Person } from '../lib/http.mjs'

const LEDGER = '/can-bo/quan-tri/nhat-ky'

async function ledger(server) {
	section('ledger')
	const [lan] = server.people.citizens
	const admin = new Person(server)
	await admin.signInOfficer('hethong')
	const ask = async (answers) => admin.submit(await admin.get(LEDGER), LEDGER, answers)
	await test('a citizen number finds what was done on their account and dossiers, stands in no address, and the look is an event', async () => {
		const r = await ask({ nguoi: lan.number })
		assert.equal(r.status, 303, r.words.slice(0, 400))
		assert.doesNotMatch(r.headers.location, new RegExp(lan.number))
		const page = await admin.follow(r)
		assert.match(page.words, /Việc trên tài khoản và hồ sơ của công dân/)
		assert.match(page.words, /Hồ sơ đã được nộp/)
		assert.doesNotMatch(page.text, new RegExp(lan.number), 'the number whole on the page')
		await admin.open(r.headers.location)
		assert.equal(await server.sql("SELECT count(*) FROM ledger_event WHERE verb = 'admin.ledger_person'"), '1', 'once an hour')
	})
	await test("an officer's login finds what that officer did, and only that", async () => {
		const page = await admin.follow(await ask({ nguoi: 'tiepnhan', viec: 'account.sign_in' }))
		assert.equal(page.status, 200)
		assert.match(page.words, /Việc của cán bộ/)
		const reader = new Person(server)
		await reader.signInOfficer('tiepnhan')
		const again = await admin.follow(await ask({ nguoi: 'tiepnhan', viec: 'account.sign_in' }))
		const rows = [...again.text.matchAll(/<th scope="row">([^<]*)</g)].map(([, w]) => w)
		assert.ok(rows.length > 0)
		assert.deepEqual([...new Set(rows)], ['Đăng nhập'])
	})
	await test('what cannot be is said at its field', async () => {
		for (const [answers, wanted] of [
			[{ tu: '30/02/2026' }, /Không có ngày này/], [{ tu: '02/11/2026', den: '01/11/2026' }, /Ngày cuối đứng trước ngày đầu/],
			[{ nguoi: '12345' }, /bạn đã gõ 5 chữ số/], [{ nguoi: 'khong-ai' }, /Không có cán bộ nào/], [{ ve: 'H99-000' }, /Không có hồ sơ hay đơn vị/],
			[{ ve: lan.number }, /gõ ở ô Người/],
		]) {
			const r = await ask(answers)
			assert.equal(r.status, 422, JSON.stringify(answers))
			assert.match(r.words, wanted)
		}
	})
	await test('days are a range, and a day without anything says so', async () => {
		const page = await admin.follow(await ask({ tu: '01/01/2021', den: '02/01/2021' }))
		assert.match(page.words, /Không có sự kiện nào phù hợp/)
		assert.match(page.text, /value="01\/01\/2021"/)
	})
}

async function labels(server) {
	section('labels')
	const desk = new Person(server)
	await desk.signInOfficer('tiepnhan')
	await test('a column in English names one procedure, not the list of them', async () => {
		for (const path of ['/en/can-bo', '/en/can-bo/so-lieu', '/en/can-bo/so-theo-doi', '/en/can-bo/tai-quay']) {
			const page = await desk.get(path)
			assert.match(page.text, /<th scope="col">Procedure</, path)
			assert.doesNotMatch(page.text, /<th scope="col">Procedures<|data-l="Procedures"|>Procedures<\/label>/, path)
		}
		assert.match((await desk.get('/en/can-bo/hang-doi.csv')).text, /^.?Application code[,;]"?Procedure"?[,;]/)
	})
}

export async function officers(server) {
	await labels(server)
	await ledger(server)
}
