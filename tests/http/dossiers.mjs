// Dossiers over HTTP: whose they are, what may be done when and by whom, repeated and simultaneous requests, tracking.
import assert from 'node:assert/strict'
import { section, test } from '../lib/run.mjs'
import { Person, formsOf, words } from '../lib/http.mjs'
import { act, answerStep, begin, codeOf, file, fillIn, generic, marriageStatus, personIn, unitId, vinhHung } from '../lib/dossier.mjs'
import { pdf } from '../lib/files.mjs'
import { routes } from './addresses.mjs'

const csrfOf = (r) => /name="csrf" value="(\w+)"/.exec(r.text)[1]
const all = (...p) => Promise.all(p)

async function team(server) {
	const one = async (login) => { const p = new Person(server); await p.signInOfficer(login); return p }
	return { receiver: await one('tiepnhan'), specialist: await one('xuly'), leader: await one('lanhdao'), returner: await one('trakq'), neighbour: await one('tiepnhan.2') }
}

// The page of the step that asks this, on the way of a supplement.
async function stepWith(person, id, field) {
	const review = await person.open(`/nop/ho-so/${id}/xem-lai`)
	for (const [, path] of review.text.matchAll(new RegExp(`href="(/nop/ho-so/${id}/sua/[^"#]+)#`, 'g'))) {
		const page = await person.open(path)
		if (page.text.includes(`name="${field}"`)) return page
	}
	assert.fail(`no step asks ${field}`)
}

async function filing(server) {
	section('filing')
	const lan = new Person(server)
	await lan.signIn(server.people.citizens[0])
	await test('beginning twice never makes a second draft silently', async () => {
		const unit = await unitId(lan, vinhHung)
		const page = await lan.open(`/nop/2.000815?don_vi=${unit}`)
		const starts = await all(...[1, 2, 3, 4].map(() => lan.submit(page, (f) => f.method === 'POST' && f.action.includes('/nop/2.000815'))))
		const made = new Set(starts.map((r) => /ho-so\/(\d+)/.exec(r.headers.location ?? '')?.[1]).filter(Boolean))
		assert.equal(made.size, 1, [...made].join())
		const again = await lan.open('/nop/2.000815')
		assert.match(again.words, /Bạn có hồ sơ đang điền dở/)
		assert.match(again.words, /Điền tiếp/)
		assert.match(again.words, /Bắt đầu lại/)
	})
	await test('a double press of the button files one dossier', async () => {
		const { page, id } = await begin(lan, marriageStatus.code)
		const review = await fillIn(lan, page, marriageStatus)
		const presses = await all(...Array.from({ length: 6 }, () => lan.submit(review, `/nop/ho-so/${id}/nop`)))
		for (const r of presses) assert.equal(r.status, 303, r.words.slice(0, 300))
		assert.equal(new Set(presses.map((r) => r.headers.location)).size, 1)
		assert.equal(await server.sql(`SELECT count(*) FROM ledger_event WHERE thing_id = ${id} AND verb = 'dossier.submit'`), '1')
		const later = await lan.submit(review, `/nop/ho-so/${id}/nop`)
		assert.equal(later.headers.location, presses[0].headers.location)
	})
	await test('many at once: every code once, without a gap', async () => {
		const people = [], ready = []
		for (let i = 0; i < 8; i++) {
			const p = new Person(server)
			p.cookies = new Map(lan.cookies)
			people.push(p)
			const filing = generic(['1.000656', '1.001022', '1.001266', '1.001570', '1.003197', '1.003554', '1.004746', '1.000419'][i])
			const { page, id } = await begin(p, filing.code)
			ready.push({ p, id, review: await fillIn(p, page, filing) })
		}
		const sent = await all(...ready.map(({ p, id, review }) => p.submit(review, `/nop/ho-so/${id}/nop`)))
		const codes = []
		for (let i = 0; i < sent.length; i++) {
			assert.equal(sent[i].status, 303, sent[i].words.slice(0, 500))
			codes.push(codeOf((await people[i].follow(sent[i])).text))
		}
		assert.equal(new Set(codes).size, codes.length, codes.join())
		const numbers = codes.map((c) => +c.split('-')[2]).sort((a, b) => a - b)
		assert.equal(numbers.at(-1) - numbers[0], numbers.length - 1, numbers.join())
	})
	await test('old-style codes are found too', async () => {
		const { code } = await file(lan, marriageStatus)
		const [unit, date, number] = code.split('-')
		const [h, a, b] = unit.split('.')
		const r = await lan.post('/tra-cuu', { ma: `000.${b}.${a}.${h}-${date}-${number}`, so_cuoi: '0001' })
		assert.equal(r.status, 200, r.words.slice(0, 300))
		assert.match(r.words, new RegExp(code))
	})
}

async function whose(server, desk) {
	section('whose')
	const lan = new Person(server), other = new Person(server)
	await lan.signIn(server.people.citizens[0])
	await other.signIn(server.people.citizens[1])
	const { id } = await file(lan, marriageStatus)
	const at = (path) => path.replace(':id', id).replace(/:(step|slip|paper)/g, (_, n) => n === 'step' ? 'nguoi_yeu_cau' : '1')
	await test('another person\'s dossier is 404 at every address', async () => {
		const csrf = csrfOf(await other.open('/tai-khoan'))
		for (const { method, path } of routes.filter((r) => /^\/(nop\/)?ho-so\/:id/.test(r.path))) {
			const r = method === 'GET' ? await other.get(at(path)) : path.endsWith('/tep') ? await other.postFiles(at(path), [['csrf', csrf]], []) : await other.post(at(path), { csrf, khoa: 'k', noi_dung: 'x', diem: '5', lam: 'tiep' })
			if (method === 'GET' && path.endsWith('/tep')) assert.equal(r.status, 303, path) // to the step, which is 404
			else assert.equal(r.status, 404, `${method} ${path}`)
			assert.ok(!r.text.includes('Lan Thử'))
		}
	})
	await test('the desk of another place sees nothing of it', async () => {
		for (const path of [`/can-bo/ho-so/${id}`, `/can-bo/ho-so/${id}/viec/tiep-nhan`, `/can-bo/ho-so/${id}/giay/1`])
			assert.equal((await desk.neighbour.get(path)).status, 404, path)
		const csrf = csrfOf(await desk.neighbour.open('/can-bo'))
		assert.equal((await desk.neighbour.post(`/can-bo/ho-so/${id}/ghi-chu`, { csrf, ghi_chu: 'x' })).status, 404)
		assert.ok(!(await desk.neighbour.open('/can-bo?nhom=moi')).text.includes(id))
		assert.ok(!(await desk.neighbour.open('/can-bo/hang-doi.csv')).text.includes('Nguyễn Thị Lan Thử'))
	})
	await test('an officer\'s look is one event in an hour, and the person sees who looked', async () => {
		const views = () => server.sql(`SELECT count(*) FROM ledger_event WHERE thing_id = ${id} AND verb = 'dossier.view'`).then(Number)
		const before = await views()
		await desk.receiver.open(`/can-bo/ho-so/${id}`)
		await desk.receiver.open(`/can-bo/ho-so/${id}`)
		assert.equal(await views(), before + 1)
		await lan.open(`/ho-so/${id}`)
		assert.equal(await views(), before + 1, 'one\'s own look is none')
		const seen = await lan.open(`/ho-so/${id}/ai-da-xem`)
		assert.match(seen.words, /phường Vinh Hưng/)
	})
}

async function moves(server, desk) {
	section('moves')
	const lan = new Person(server)
	await lan.signIn(server.people.citizens[0])
	const { id, code } = await file(lan, marriageStatus)
	const state = () => server.sql(`SELECT state FROM dossier WHERE id = ${id}`)
	const events = () => server.sql(`SELECT count(*) FROM ledger_event WHERE thing_id = ${id} AND verb <> 'dossier.view'`).then(Number)
	const raw = async (who, what, fields) => who.post(`/can-bo/ho-so/${id}/viec/${what}`, { csrf: csrfOf(await who.open('/can-bo/toi')), khoa: `thu-${Math.random()}`, phien_ban: '2', ...fields })
	await test('who may not, may not; what does not fit its state, does not', async () => {
		const before = [await state(), await events()]
		for (const [who, what, statuses] of [
			['receiver', 'phe-duyet', [403, 409]], ['specialist', 'phe-duyet', [403, 409]], ['leader', 'tiep-nhan', [403, 409]], ['leader', 'phe-duyet', [409]],
			['specialist', 'tiep-nhan', [403]], ['returner', 'tra-ket-qua', [409]], ['receiver', 'khong-co', [404]], ['leader', 'dung', [409, 422]], ['specialist', 'tu-choi', [403]],
		]) {
			const r = await raw(desk[who], what, { ly_do: 'Thử việc không được làm', nguoi: '1' })
			assert.ok(statuses.includes(r.status), `${who} ${what}: ${r.status} ${r.words.slice(0, 200)}`)
			assert.ok(r.words.length > 200, 'no words')
		}
		assert.deepEqual([await state(), await events()], before)
	})
	await test('the work page offers this person\'s moves and no others', async () => {
		const offered = async (who) => formsOf((await who.open(`/can-bo/ho-so/${id}`)).text).map((f) => /\/viec\/([\w-]+)/.exec(f.action)?.[1]).filter(Boolean).sort()
		assert.deepEqual(await offered(desk.receiver), ['rut', 'tiep-nhan', 'tu-choi', 'yeu-cau-bo-sung'])
		assert.deepEqual(await offered(desk.leader), [])
	})
	await test('refusing asks for a reason, and keeps what else was typed', async () => {
		const r = await act(desk.receiver, id, 'tu-choi', { ly_do: '' })
		assert.equal(r.status, 422)
		assert.match(r.text, /govuk-error-summary/)
		assert.equal(await state(), '1')
	})
	await test('a sum in a row that is not ticked, and money taken for nothing, are asked about', async () => {
		for (const [answers, sentence] of [
			[{ 'le_phi_tien.0': '15000', da_thu: '1' }, /Đánh dấu khoản này nếu thu; nếu không thu, xóa số đã gõ/],
			[{ da_thu: '1' }, /Đã thu tiền thì đánh dấu khoản thu và ghi số tiền/],
		]) {
			const r = await act(desk.receiver, id, 'tiep-nhan', answers)
			assert.equal(r.status, 422)
			assert.match(r.words, sentence)
		}
		assert.equal(await state(), '1')
	})
	await test('the same request again gives the same answer and changes nothing', async () => {
		const page = await desk.receiver.open(`/can-bo/ho-so/${id}`)
		const accept = () => desk.receiver.submit(page, (f) => f.action.endsWith('/viec/tiep-nhan'))
		const [a, b] = await all(accept(), accept())
		const c = await accept()
		for (const r of [a, b, c]) assert.equal(r.status, 303, r.words.slice(0, 300))
		assert.equal(a.headers.location, b.headers.location)
		assert.equal(a.headers.location, c.headers.location)
		assert.equal(await server.sql(`SELECT count(*) FROM ledger_event WHERE thing_id = ${id} AND verb = 'dossier.accept'`), '1')
		assert.equal(await server.sql(`SELECT count(*) FROM dossier_slip WHERE dossier_id = ${id} AND kind = 'receipt'`), '1')
	})
	await test('two officers: the second is told what stands now', async () => {
		const mine = await desk.receiver.open(`/can-bo/ho-so/${id}`)
		const nguoi = await personIn(desk.receiver, id, 'phan-cong', server.people.officers.xuly.name)
		const first = await act(desk.receiver, id, 'phan-cong', { nguoi })
		assert.equal(first.status, 303)
		const second = await desk.receiver.submit(mine, (f) => f.action.endsWith('/viec/yeu-cau-bo-sung'), { ly_do: 'Ảnh mờ' })
		assert.equal(second.status, 409)
		assert.match(second.words, /Đang xử lý|đang được giải quyết|vừa/i)
		assert.equal(await state(), '3')
	})
	await test('nobody approves what they proposed', async () => {
		const r = await act(desk.specialist, id, 'trinh-ket-qua', { tieu_de: 'Giấy xác nhận', noi_dung: 'Đủ điều kiện.' })
		assert.equal(r.status, 303, r.words.slice(0, 400))
		assert.equal((await raw(desk.specialist, 'phe-duyet', { phien_ban: '5' })).status, 403)
		assert.equal((await act(desk.leader, id, 'phe-duyet')).status, 303)
	})
	await test('a paper without a name in the procedure, brought to the desk, is written down once', async () => {
		const one = await file(lan, marriageStatus)
		assert.equal((await act(desk.receiver, one.id, 'yeu-cau-bo-sung', { ly_do: 'Thiếu bản án ly hôn' })).status, 303)
		const page = await desk.receiver.open(`/can-bo/ho-so/${one.id}`)
		const bring = () => desk.receiver.submit(page, (f) => f.action.endsWith('/viec/nhan-bo-sung'), { giay_khac: 'Bản án ly hôn, 01 bản sao' })
		for (const r of [await bring(), await bring()]) assert.equal(r.status, 303, r.words.slice(0, 300))
		assert.equal(await server.sql(`SELECT count(*) FROM dossier_message WHERE dossier_id = ${one.id} AND body = 'Đã nhận tại quầy: Bản án ly hôn, 01 bản sao'`), '1')
		assert.match((await lan.open(`/ho-so/${one.id}`)).words, /Đã nhận tại quầy: Bản án ly hôn/)
	})
	await test('a supplement that brings nothing comes back; of one that does, the officer reads what was and what is', async () => {
		const one = await file(lan, marriageStatus)
		assert.equal((await act(desk.receiver, one.id, 'yeu-cau-bo-sung', { ly_do: 'Ghi rõ số bản cần cấp' })).status, 303)
		const send = async () => lan.submit(await lan.open(`/nop/ho-so/${one.id}/xem-lai`), `/ho-so/${one.id}/bo-sung`)
		const empty = await send()
		assert.equal(empty.status, 422)
		assert.match(empty.words, /chưa có gì mới/)
		assert.equal(await server.sql(`SELECT count(*) FROM ledger_event WHERE thing_id = ${one.id} AND verb = 'dossier.supplement'`), '0')
		const nothing = await act(desk.receiver, one.id, 'nhan-bo-sung', {})
		assert.equal(nothing.status, 422)
		assert.match(nothing.words, /chưa có gì mới/)
		const step = await stepWith(lan, one.id, 'so_luong')
		assert.equal((await lan.submit(step, (f) => f.html.includes('name="so_luong"'), { so_luong: '3', lam: 'tiep' })).status, 303)
		const sent = await send()
		assert.equal(sent.status, 303, sent.words.slice(0, 400))
		assert.match((await desk.receiver.open(`/can-bo/ho-so/${one.id}`)).words, /trước: 1 → nay: 3/)
		assert.match(await server.sql(`SELECT detail FROM ledger_event WHERE thing_id = ${one.id} AND verb = 'dossier.supplement'`), /"papers":\[\],"fields":\["so_luong"\]/)
	})
	await test('a dossier of the counter: its clerk mends an answer while a supplement is awaited, and takes it in', async () => {
		const clerk = desk.receiver
		const start = await clerk.open(`/can-bo/tai-quay/moi/${marriageStatus.code}`)
		let page = await clerk.follow(await clerk.submit(start, (f) => f.action.includes('/tai-quay/moi/'), { so_dinh_danh: '040190000001' }))
		const own = /ho-so\/(\d+)/.exec(page.path)[1]
		for (let i = 0; i < 9 && !page.path.endsWith('/hoan-tat'); i++) {
			const r = await answerStep(clerk, page, marriageStatus)
			assert.equal(r.status, 303, `${page.path}: ${r.words.slice(0, 500)}`)
			page = await clerk.follow(r)
		}
		const taken = await clerk.submit(page, (f) => f.action.endsWith('/hoan-tat'))
		assert.equal(taken.status, 303, taken.words.slice(0, 500))
		assert.equal(await server.sql(`SELECT count(*) FROM dossier_slip WHERE dossier_id = ${own} AND kind = 'acknowledgement'`), '0')
		const gone = await clerk.get(`/can-bo/tai-quay/ho-so/${own}/sua/quan_he`)
		assert.ok([303, 404].includes(gone.status), 'nothing is mended before it is asked for')
		assert.equal((await act(clerk, own, 'yeu-cau-bo-sung', { ly_do: 'Ghi lại số bản' })).status, 303)
		const move = await clerk.open(`/can-bo/ho-so/${own}/viec/nhan-bo-sung`)
		let step
		for (const [, path] of move.text.matchAll(/href="(\/can-bo\/tai-quay\/ho-so\/\d+\/sua\/[^"]+)"/g)) {
			const one = await clerk.open(path)
			if (one.text.includes('name="so_luong"')) step = one
		}
		const isStep = (f) => f.html.includes('name="so_luong"')
		assert.equal((await clerk.submit(step, isStep, { so_luong: '' }, { button: 'tiep' })).status, 422)
		assert.equal((await clerk.submit(step, isStep, { so_luong: '4' }, { button: 'tiep' })).headers.location, `/can-bo/ho-so/${own}/viec/nhan-bo-sung`)
		assert.equal((await act(clerk, own, 'nhan-bo-sung')).status, 303)
		assert.match((await clerk.open(`/can-bo/ho-so/${own}`)).words, /trước: 1 → nay: 4/)
		assert.match(await server.sql(`SELECT detail FROM ledger_event WHERE thing_id = ${own} AND verb = 'dossier.supplement'`), /"fields":\["so_luong"\]/)
	})
	await test('a paper brought to the desk for a supplement may be scanned with it', async () => {
		const other = generic('1.000656'), one = await file(lan, other)
		assert.equal((await act(desk.receiver, one.id, 'yeu-cau-bo-sung', { ly_do: 'Thiếu bản sao' })).status, 303)
		const scan = (content) => ({ files: [{ field: 'tep.0', name: 'ban-sao.pdf', type: 'application/pdf', content }] })
		const unsaid = await act(desk.receiver, one.id, 'nhan-bo-sung', {}, scan(pdf('Ban sao')))
		assert.equal(unsaid.status, 422)
		assert.match(unsaid.words, /Chọn bản chính hay bản sao/)
		const wrong = await act(desk.receiver, one.id, 'nhan-bo-sung', { 'giay.0': 'sao' }, scan('khong phai PDF'))
		assert.equal(wrong.status, 422)
		const r = await act(desk.receiver, one.id, 'nhan-bo-sung', { 'giay.0': 'sao' }, scan(pdf('Ban sao')))
		assert.equal(r.status, 303, r.words.slice(0, 400))
		assert.equal(await server.sql(`SELECT count(*) FROM dossier_paper WHERE dossier_id = ${one.id} AND name = 'ban-sao.pdf' AND sha256 <> ''`), '1')
		assert.match(await server.sql(`SELECT detail FROM ledger_event WHERE thing_id = ${one.id} AND verb = 'dossier.supplement'`), /"papers":\["\d+"\]/)
	})
	await test('withdrawn too late: told so', async () => {
		const r = await lan.post(`/ho-so/${id}/rut`, { csrf: csrfOf(await lan.open('/ho-so')), khoa: 'rut-' + id })
		assert.equal(r.status, 409)
		assert.match(r.words, /không (rút|làm) được/)
	})
	await test('no rating before the return; the first one stands', async () => {
		const rate = async (diem) => lan.post(`/ho-so/${id}/danh-gia`, { csrf: csrfOf(await lan.open('/ho-so')), khoa: 'k' + Math.random(), diem, score: diem })
		assert.equal((await rate('5')).status, 409)
		assert.equal((await act(desk.returner, id, 'nhan-ket-qua')).status, 303)
		assert.equal((await act(desk.returner, id, 'tra-ket-qua')).status, 303)
		const page = await lan.open(`/ho-so/${id}`)
		const form = formsOf(page.text).find((f) => f.action.endsWith('/danh-gia'))
		const field = /type="radio"[^>]*name="(\w+)"|name="(\w+)"[^>]*type="radio"/.exec(form.html)
		const name = field[1] ?? field[2]
		const good = await lan.submit(page, '/danh-gia', { [name]: '5' })
		assert.equal(good.status, 303, good.words.slice(0, 300))
		await lan.post(`/ho-so/${id}/danh-gia`, { csrf: csrfOf(page), [name]: '1' })
		assert.equal(await server.sql(`SELECT score FROM dossier_rating WHERE dossier_id = ${id}`), '5')
	})
	await test('the queue in CSV is safe to open in a spreadsheet', async () => {
		const r = await desk.receiver.open('/can-bo/hang-doi.csv?nhom=dong')
		assert.match(r.headers['content-type'], /text\/csv/)
		assert.ok(!/(^|[,;])"?[=+@]/m.test(r.text), 'a cell that is a formula')
		assert.ok(r.status === 200 && code)
	})
}

async function tracking(server) {
	section('tracking')
	const lan = new Person(server), anyone = new Person(server)
	await lan.signIn(server.people.citizens[0])
	const { code } = await file(lan, marriageStatus), second = await file(lan, marriageStatus)
	const track = (ma, so_cuoi) => anyone.post('/tra-cuu', { ma, so_cuoi })
	await test('the code and four digits show where it stands, and nothing personal', async () => {
		const r = await track(code, '0001')
		assert.equal(r.status, 200)
		assert.match(r.headers['cache-control'], /no-store/)
		assert.match(r.words, /Đã nộp, chờ tiếp nhận/)
		for (const secret of ['Lan Thử', '040190000001', '0972811799', 'Lê Lợi', 'example.vn', second.id]) assert.ok(!r.text.includes(secret), `shows ${secret}`)
	})
	await test('a code written in any way', async () => {
		for (const typed of [` ${code.toLowerCase()} `, code.replaceAll('-', ' '), code.replaceAll('-', '–'), code.replaceAll('-', '')]) {
			const r = await track(typed, '0001')
			assert.equal(r.status, 200, typed)
			assert.match(r.words, new RegExp(code))
		}
	})
	await test('wrong digits and a wrong code get the same answer', async () => {
		const a = await track(code, '9999'), b = await track(code.replace(/\d{4}$/, '9999'), '0001')
		assert.equal(a.status, 404)
		assert.equal(b.status, 404)
		const summary = (r) => /govuk-error-summary[\s\S]*?<\/ul>/.exec(r.text)[0]
		assert.equal(words(summary(a)), words(summary(b)))
	})
	await test('the digits are in no address', async () => {
		const form = formsOf((await anyone.get('/tra-cuu')).text).find((f) => f.action.includes('tra-cuu'))
		assert.equal(form.method, 'POST')
		assert.equal(anyone.cookies.size, 0, 'asking sets a cookie')
	})
	await test('after five wrong ones in an hour even the right one waits; another code does not', async () => {
		for (let i = 0; i < 4; i++) assert.equal((await track(code, '888' + i)).status, 404)
		const shut = await track(code, '0001')
		assert.equal(shut.status, 429)
		assert.match(shut.words, /Đợi một giờ/)
		assert.equal((await track(second.code, '0001')).status, 200)
		server.clock.forward(61)
		assert.equal((await track(code, '0001')).status, 200)
	})
	await test('twenty wrong ones from one address shut it', async () => {
		for (let i = 0; i < 20; i++) await track(`H41.61.22-200101-${1000 + i}`, '0000')
		assert.equal((await track(second.code, '0001')).status, 429)
		server.clock.forward(61)
		assert.equal((await track(second.code, '0001')).status, 200)
	})
}

export async function dossiers(server) {
	await filing(server)
	await tracking(server)
	server.clock.nextWorkingDay()
	const desk = await team(server)
	await whose(server, desk)
	await moves(server, desk)
	section('after all')
	await test('the ledger verifies and the figures equal a recount', async () => {
		await server.command('ledger', 'verify')
		await server.command('tally', 'recount')
	})
}
