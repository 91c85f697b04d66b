// Anh Hải has no account yet. He registers, files, is asked for one more paper, and the clock waits for him.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { story, see, send, follow, answer, signIn, signInOfficer, fillForm, openDossier, move, choosePerson, fetchLink, readPdf } from './people.mjs'
import { citizenNumber } from '../lib/people.mjs'
import { marriageStatus, codeOf } from '../lib/dossier.mjs'
import { pdf } from '../lib/files.mjs'
import { binary, until } from '../lib/modules.mjs'

// The link of the newest letter to this address.
function linkFor(server, address) {
	const folder = server.dir + '/mail/'
	for (const f of readdirSync(folder).filter((n) => n.endsWith('.eml')).sort().reverse()) {
		const [head, ...rest] = readFileSync(folder + f, 'utf8').split(/\r?\n\r?\n/)
		if (!head.includes(address)) continue
		const body = rest.join('\n')
		const text = /base64/i.test(head) ? Buffer.from(body, 'base64').toString() : body.replace(/=\r?\n/g, '').replace(/=3D/g, '=')
		const link = new RegExp(`${server.url}(/\\S+)`).exec(text)
		if (link) return link[1]
	}
	return null
}

const local = (text) => text.replace(/^(\d\d:\d\d) ngày (\d\d)\/(\d\d)\/(\d{4})$/, '$4-$3-$2T$1')
const moment = (ms) => new Date(ms + 7 * 3600000).toISOString().slice(0, 19)
const dueOf = (page) => page.locator('.dv-state').getByText(/ngày \d\d\/\d\d\/\d{4}/).first().textContent().then((t) => local(/\d\d:\d\d ngày \d\d\/\d\d\/\d{4}/.exec(t)[0]))

export const anhHai = (server) => story(server, 'anh Hải bổ sung hồ sơ', async (open) => {
	const { clock, people } = server
	clock.nextWorkingDay(1, '08:00')
	const number = citizenNumber('40', 'nam', 1988, 456789), mail = 'hai@example.vn', name = 'Phan Văn Hải Thử'

	// He registers with his card beside him; the account opens by the letter.
	const hai = await open()
	await hai.goto('/dang-ky')
	await answer(hai, { so_dinh_danh: number, ho_ten: name, 'ngay_sinh.ngay': '14', 'ngay_sinh.thang': '7', 'ngay_sinh.nam': '1988', gioi_tinh: 'nam', thu_dien_tu: mail, dien_thoai: '0911222333', mat_khau_moi: people.password, mat_khau_moi_2: people.password })
	await send(hai, 'Đăng ký')
	const link = await until('the letter with the link', () => linkFor(server, mail), 60000)
	await hai.goto(link)
	await send(hai, /Xác nhận/, hai.locator('main'))

	// He files.
	await hai.goto(`/nop/${marriageStatus.code}?noi=${encodeURIComponent('phường Vinh Hưng, tỉnh Nghệ An')}`)
	if (await hai.getByRole('link', { name: 'Đăng nhập để điền' }).count()) {
		await follow(hai, 'Đăng nhập để điền')
		await signIn(hai, server, { number })
	}
	await send(hai, 'Bắt đầu điền')
	await fillForm(hai, { answers: { ...marriageStatus.answers, nyc_noi_cu_tru: 'Số 3, ngõ 5, phường Vinh Hưng, tỉnh Nghệ An', nd_ho_ten: name, nd_so_dinh_danh: number, 'nd_ngay_sinh.ngay': '14', 'nd_ngay_sinh.thang': '7', 'nd_ngay_sinh.nam': '1988', nd_gioi_tinh: 'nam', tinh_trang: 'ly_hon', ban_an: 'Bản án 12/2020/HNGĐ-ST' } })
	await send(hai, 'Nộp hồ sơ')
	const code = codeOf(await hai.content()), own = hai.url().split('?')[0]

	// The desk accepts at nine; three working days.
	clock.set(`${clock.date()}T09:00`)
	const desk = await open()
	await signInOfficer(desk, server, 'tiepnhan')
	await openDossier(desk, code)
	const accepted = clock.now()
	await move(desk, 'Tiếp nhận', 'Tiếp nhận và in giấy hẹn')
	await follow(desk, 'Về hồ sơ')
	await choosePerson(desk, 'Phân công', new RegExp(people.officers.xuly.name))
	await move(desk, 'Phân công', 'Phân công')
	await hai.goto(own)
	const first = await dueOf(hai)
	const dueBy = (pauses) => JSON.parse(execFileSync(binary, ['due', '--from', moment(accepted), '--limit', '3wd', ...pauses.flatMap((p) => ['--pause', p]), '--json'], { encoding: 'utf8' })).due
	assert.equal(first, dueBy([]).slice(0, 16))

	// The judgment is missing: the specialist asks for it, and the clock stands still.
	clock.forward(60)
	const specialist = await open()
	await signInOfficer(specialist, server, 'xuly')
	await openDossier(specialist, code)
	const asked = clock.now()
	await move(specialist, 'Yêu cầu bổ sung', /Gửi yêu cầu bổ sung/, { ly_do: 'Gửi bản chụp quyết định ly hôn đã có hiệu lực.' })
	await openDossier(specialist, code)
	await see(specialist, /tạm dừng/)
	await follow(specialist, /mẫu 02/i)
	const form02 = readPdf(server, (await fetchLink(specialist, /Mở bản in/)).bytes)
	assert.match(form02.text, /quyết định ly hôn đã có hiệu lực/)

	// Two working days later he reads it, asks back, and is answered.
	clock.nextWorkingDay(2, '10:00')
	await signIn(hai, server, { number })
	await hai.goto(own)
	await see(hai, 'Bạn cần bổ sung')
	await see(hai, /tạm dừng/i)
	await see(hai, 'Gửi bản chụp quyết định ly hôn đã có hiệu lực.')
	await hai.getByLabel('Nhắn cho cơ quan').fill('Bản chụp bằng điện thoại có được không?')
	await send(hai, 'Gửi lời nhắn')
	await signInOfficer(specialist, server, 'xuly')
	await openDossier(specialist, code)
	await see(specialist, 'Bản chụp bằng điện thoại có được không?')
	await specialist.getByLabel('Nhắn cho người nộp').fill('Được, miễn đọc rõ.')
	await send(specialist, 'Gửi', specialist.locator('section').filter({ has: specialist.getByRole('heading', { name: 'Lời nhắn với người nộp' }) }))
	await hai.goto(own)
	await see(hai, 'Được, miễn đọc rõ.')

	// He adds the paper; sending it is the moment the clock goes on.
	await follow(hai, 'Bổ sung hồ sơ')
	await follow(hai, /Thêm hoặc thay giấy tờ/)
	await hai.locator('main [type="file"]').first().setInputFiles({ name: 'quyet dinh ly hon.pdf', mimeType: 'application/pdf', buffer: pdf('Quyet dinh') })
	await send(hai, 'Lưu và tiếp tục')
	await see(hai, 'quyet dinh ly hon.pdf')
	const sent = clock.now()
	await send(hai, 'Gửi phần bổ sung')
	await hai.goto(own)
	await see(hai, 'Đang được giải quyết')
	const second = await dueOf(hai)
	assert.equal(second, dueBy([`${moment(asked)}..${moment(sent)}`]).slice(0, 16))
	assert.ok(second > first, `${second} is not later than ${first}`)
	await hai.getByText('Vì sao là ngày này?').click()
	await see(hai, /tạm dừng/i)

	// The work goes on where it stood: with the same specialist, who now has the paper.
	await openDossier(specialist, code, ['cua-toi'])
	await see(specialist, 'quyet dinh ly hon.pdf')
	await move(specialist, 'Trình kết quả', 'Trình kết quả', { noi_dung: 'Hiện tại chưa đăng ký kết hôn với ai, đã ly hôn.' })
	assert.equal(await server.sql(`SELECT count(*) FROM dossier_pause WHERE dossier_id = ${/(\d+)$/.exec(own)[1]} AND until_at > from_at`), '1')
})
