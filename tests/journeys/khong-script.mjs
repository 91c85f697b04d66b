// A phone whose browser runs no script: the whole way by plain links and forms, for the citizen and for the officers.
import { story, see, send, follow, answer, signIn, signInOfficer, fillForm, openDossier, move, choosePerson, fetchLink, readPdf } from './people.mjs'
import { birth, codeOf } from '../lib/dossier.mjs'

const js = false

export const khongScript = (server) => story(server, 'không có JavaScript', async (open) => {
	const { clock, people } = server
	clock.nextWorkingDay(1, '09:00')
	const lan = await open({ js, width: 360, height: 740 })
	await lan.goto('/')
	await lan.getByLabel('Bạn cần làm thủ tục gì?').fill('khai sinh cho con')
	await send(lan, 'Tìm')
	await follow(lan, 'Đăng ký khai sinh')
	await lan.getByRole('link', { name: /Nộp hồ sơ/ }).first().click()

	// The place: what was typed is looked up by the page itself, and picked from its list.
	await lan.getByLabel('Nơi nhận hồ sơ').fill('vinh hung')
	await send(lan, 'Chọn nơi nhận')
	await lan.getByLabel(/Vinh Hưng.*Nghệ An/).check()
	await send(lan, 'Chọn nơi này')
	await see(lan, 'Phường Vinh Hưng, tỉnh Nghệ An')
	await follow(lan, 'Đăng nhập để điền')
	await signIn(lan, server, people.citizens[0])
	if (await lan.getByRole('link', { name: 'Bắt đầu lại' }).count()) {
		await follow(lan, 'Bắt đầu lại')
		await send(lan, 'Bỏ hồ sơ cũ và bắt đầu lại')
	} else await send(lan, 'Bắt đầu điền')

	// Without script every question stands there; a hidden one is simply not needed.
	const filing = birth(clock.date())
	await fillForm(lan, filing)
	await see(lan, 'Xem lại trước khi nộp')
	await see(lan, 'giay chung sinh.pdf')
	await send(lan, 'Nộp hồ sơ')
	await see(lan, 'Đã nộp hồ sơ')
	const code = codeOf(await lan.content()), own = lan.url().split('?')[0]

	const desk = await open({ js })
	await signInOfficer(desk, server, 'tiepnhan')
	await openDossier(desk, code)
	await move(desk, 'Tiếp nhận', 'Tiếp nhận và in giấy hẹn')
	readPdf(server, (await fetchLink(desk, /Mở bản in/)).bytes)
	await follow(desk, 'Về hồ sơ')
	await choosePerson(desk, 'Phân công', new RegExp(people.officers.xuly.name))
	await move(desk, 'Phân công', 'Phân công')
	const specialist = await open({ js })
	await signInOfficer(specialist, server, 'xuly')
	await openDossier(specialist, code)
	await move(specialist, 'Trình kết quả', 'Trình kết quả', { noi_dung: 'Đủ điều kiện đăng ký.' })
	const leader = await open({ js })
	await signInOfficer(leader, server, 'lanhdao')
	await openDossier(leader, code)
	await move(leader, 'Phê duyệt', 'Phê duyệt kết quả này')
	await openDossier(desk, code)
	await move(desk, 'Nhận kết quả về quầy', 'Đã nhận kết quả về quầy')
	await openDossier(desk, code)
	await move(desk, 'Trả kết quả', 'Đã trả kết quả')

	await lan.goto(own)
	await see(lan, 'Đã nhận kết quả')
	await lan.getByLabel('Hài lòng', { exact: true }).check()
	await send(lan, 'Gửi đánh giá')
	await see(lan, 'Bạn đã đánh giá 4 trên 5')
	await lan.getByRole('button', { name: 'Đăng xuất' }).first().click()
	await lan.goto('/tra-cuu?ma=' + code)
	await answer(lan, { so_cuoi: people.citizens[0].number.slice(-4) })
	await send(lan, 'Tra cứu', lan.locator('main'))
	await see(lan, 'Đã nhận kết quả')
})
