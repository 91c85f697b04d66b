// Chị Lan has a daughter of six days. She asks in her own words, files at home, and comes back for the certificate.
import assert from 'node:assert/strict'
import { story, see, send, follow, answer, signIn, signInOfficer, fillForm, openDossier, move, choosePerson, movesOffered, fetchLink, readLetters, readPdf } from './people.mjs'
import { birth, codeOf } from '../lib/dossier.mjs'
import { until } from '../lib/modules.mjs'

async function choosePlace(page) {
	if (await page.getByRole('link', { name: 'Chọn nơi khác' }).count()) await follow(page, 'Chọn nơi khác')
	await page.getByRole('combobox', { name: 'Nơi nhận hồ sơ' }).pressSequentially('vinh hung nghe', { delay: 30 })
	await page.getByRole('option', { name: /Vinh Hưng.*Nghệ An/ }).click()
	await send(page, 'Chọn nơi nhận')
}

export const chiLan = (server) => story(server, 'chị Lan nộp hồ sơ khai sinh', async (open) => {
	const { clock, people } = server
	clock.nextWorkingDay(1, '08:45')

	// She asks the way she speaks.
	const lan = await open({ width: 390, height: 800 })
	await lan.goto('/')
	await lan.getByLabel('Bạn cần làm thủ tục gì?').fill('vo moi sinh em be, lam giay khai sanh cho con')
	await send(lan, 'Tìm')
	await follow(lan, 'Đăng ký khai sinh')

	// The page says what it takes, and that it costs nothing in time.
	await see(lan, 'Giấy chứng sinh')
	await see(lan, /trong ngày/)
	await see(lan, 'Nghị định 123/2015/NĐ-CP')
	await lan.getByRole('link', { name: /Nộp hồ sơ/ }).first().click()

	// Where: a few letters of the ward, picked from the list; only then does she sign in.
	await choosePlace(lan)
	await see(lan, 'Phường Vinh Hưng, tỉnh Nghệ An')
	await follow(lan, 'Đăng nhập để điền')
	await signIn(lan, server, people.citizens[0])
	// A month ago she began one for another place, and left it: she begins anew, knowing that the old one goes.
	if (await lan.getByRole('link', { name: 'Bắt đầu lại' }).count()) {
		await follow(lan, 'Bắt đầu lại')
		await see(lan, /sẽ bỏ hồ sơ đang điền dở/)
		if (!(await lan.getByText('Phường Vinh Hưng, tỉnh Nghệ An').count())) await choosePlace(lan)
		await send(lan, 'Bỏ hồ sơ cũ và bắt đầu lại')
	} else {
		await see(lan, 'Phường Vinh Hưng, tỉnh Nghệ An')
		await send(lan, 'Bắt đầu điền')
	}

	// What the account knows stands there already.
	assert.equal(await lan.locator('[name="nyc_ho_ten"]').inputValue(), people.citizens[0].name)
	assert.equal(await lan.locator('[name="nyc_so_dinh_danh"]').inputValue(), people.citizens[0].number)

	// She forgets one question; the page says which, and nothing is lost.
	await send(lan, 'Lưu và tiếp tục')
	await see(lan, 'Có 1 chỗ cần sửa')
	lan.expected.push(422)

	// The hospital's name is asked for only when the child was born in one.
	const filing = birth(clock.date())
	await answer(lan, { quan_he: 'me' })
	await send(lan, 'Lưu và tiếp tục')
	const hospital = lan.locator('[name="noi_sinh_co_so"]')
	assert.ok(!(await hospital.isVisible()))
	await answer(lan, { noi_sinh_loai: 'tai_nha' })
	assert.ok(!(await hospital.isVisible()))
	await answer(lan, { noi_sinh_loai: 'co_so_y_te' })
	await hospital.waitFor({ state: 'visible' })
	await fillForm(lan, filing)

	// She reads it through, corrects a name, and comes back to where she was.
	await see(lan, 'Xem lại trước khi nộp')
	await see(lan, 'TRẦN NGUYỄN MINH ANH')
	await see(lan, 'giay chung sinh.pdf')
	await lan.getByRole('link', { name: /Họ, chữ đệm, tên của trẻ/ }).click()
	await answer(lan, { tre_ho_ten: 'TRẦN NGUYỄN MINH CHÂU' })
	await send(lan, 'Lưu và tiếp tục')
	await see(lan, 'Xem lại trước khi nộp')
	await see(lan, 'TRẦN NGUYỄN MINH CHÂU')
	await send(lan, 'Nộp hồ sơ')

	// A code at once, with the day she may expect.
	await see(lan, 'Đã nộp hồ sơ')
	const code = codeOf(await lan.content())
	assert.match(code, /^H41\.61\.22-\d{6}-\d{4}$/)
	await see(lan, /Dự kiến có kết quả/)
	const address = lan.url().split('?')[0]
	const slip = readPdf(server, (await fetchLink(lan, /giấy xác nhận \(PDF\)/)).bytes)
	assert.ok(slip.text.includes(code), slip.text)

	// Anyone with the code and four digits sees where it stands, and no name.
	const husband = await open()
	await husband.goto('/')
	await husband.getByLabel('Mã hồ sơ').fill(code)
	await send(husband, 'Tra cứu')
	assert.equal(await husband.locator('[name="ma"]').inputValue(), code)
	await husband.getByLabel(/4 (chữ )?số cuối/).fill(people.citizens[0].number.slice(-4))
	await send(husband, 'Tra cứu', husband.locator('main'))
	await see(husband, 'Đã nộp, chờ tiếp nhận')
	assert.ok(!(await husband.content()).includes('Minh Châu'.toUpperCase()) && !(await husband.content()).includes(people.citizens[0].name))

	// At the desk, with a code from the phone.
	clock.forward(20)
	const desk = await open()
	await signInOfficer(desk, server, 'tiepnhan')
	await openDossier(desk, code)
	await see(desk, 'TRẦN NGUYỄN MINH CHÂU')
	assert.deepEqual((await movesOffered(desk)).map((s) => s.trim()), ['Tiếp nhận', 'Yêu cầu bổ sung', 'Từ chối tiếp nhận', 'Rút hồ sơ'])
	await move(desk, 'Tiếp nhận', 'Tiếp nhận và in giấy hẹn')
	const form01 = readPdf(server, (await fetchLink(desk, /Mở bản in/)).bytes)
	for (const part of ['GIẤY TIẾP NHẬN HỒ SƠ', code, 'Nguyễn Thị Lan Thử', 'Đăng ký khai sinh', 'Giấy chứng sinh', 'Hoàng Thu Quỳnh Thử'])
		assert.ok(form01.text.toLowerCase().includes(part.toLowerCase()), `form 01 lacks '${part}': ${form01.text}`)
	assert.ok(form01.qr.includes('/tra-cuu?ma=' + code) && !form01.qr.includes('0001&'), `QR: ${form01.qr}`)
	await follow(desk, 'Về hồ sơ')
	await choosePerson(desk, 'Phân công', new RegExp(people.officers.xuly.name))
	await move(desk, 'Phân công', 'Phân công')

	// The specialist writes the result, the leader reads and approves it.
	const specialist = await open()
	await signInOfficer(specialist, server, 'xuly')
	await openDossier(specialist, code)
	const title = await specialist.locator('[name="tieu_de"]').inputValue()
	assert.equal(title, 'Giấy khai sinh')
	await move(specialist, 'Trình kết quả', 'Trình kết quả', { noi_dung: 'Đăng ký khai sinh cho TRẦN NGUYỄN MINH CHÂU.\nSố 118/2026.' })
	assert.ok(!(await movesOffered(specialist)).some((m) => /Phê duyệt/.test(m)))
	const leader = await open()
	await signInOfficer(leader, server, 'lanhdao')
	await openDossier(leader, code)
	await see(leader, 'Đăng ký khai sinh cho TRẦN NGUYỄN MINH CHÂU.')
	await move(leader, 'Phê duyệt', 'Phê duyệt kết quả này')

	// Back at the desk it is returned.
	clock.forward(15)
	const giver = await open()
	await signInOfficer(giver, server, 'trakq')
	await openDossier(giver, code)
	await move(giver, 'Nhận kết quả về quầy', 'Đã nhận kết quả về quầy')
	await openDossier(giver, code)
	await move(giver, 'Trả kết quả', 'Đã trả kết quả')

	// She sees every step, takes the certificate home, and says how it was.
	await lan.goto(address)
	for (const step of ['Hồ sơ đã được nộp', 'Bộ phận một cửa đã tiếp nhận hồ sơ và hẹn ngày trả kết quả', 'Hồ sơ được giao cho người xử lý',
		'Dự thảo kết quả được trình lãnh đạo', 'Lãnh đạo đã phê duyệt kết quả', 'Kết quả đã về bộ phận một cửa', 'Kết quả đã được trả', 'Xong đúng hạn']) await see(lan, step)
	const result = readPdf(server, (await fetchLink(lan, /Tải kết quả/)).bytes)
	assert.ok(result.text.includes('TRẦN NGUYỄN MINH CHÂU'), result.text)
	await lan.getByLabel('Rất hài lòng').check()
	await answer(lan, { y_kien: 'Nhanh và dễ hiểu.' })
	await send(lan, 'Gửi đánh giá')
	await see(lan, 'Bạn đã đánh giá 5 trên 5')
	await follow(lan, 'Ai đã xem hồ sơ này')
	await see(lan, /Trung tâm Phục vụ hành chính công phường Vinh Hưng/)

	// A letter went out at each step that concerns her.
	const id = /(\d+)$/.exec(address)[1]
	assert.equal(await server.sql(`SELECT count(*) FROM ledger_event WHERE verb = 'dossier.rate' AND thing_id = ${id}`), '1')
	await until('four letters: submitted, accepted, result there, returned', () => readLetters(server).filter((l) => l.includes(code)).length === 4)
})
