// Bác Năm has no account and no e-mail. He brings his paper to the counter; the clerk types.
import assert from 'node:assert/strict'
import { story, see, send, follow, answer, signInOfficer, fillForm, openDossier, move, choosePerson, fetchLink, readPdf, asked } from './people.mjs'
import { citizenNumber } from '../lib/people.mjs'
import { codeOf } from '../lib/dossier.mjs'

export const bacNam = (server) => story(server, 'bác Năm đến quầy', async (open) => {
	const { clock, people } = server
	clock.nextWorkingDay(1, '09:30')
	const number = citizenNumber('40', 'nam', 1951, 515151), name = 'Trần Văn Năm Thử'

	const clerk = await open()
	await signInOfficer(clerk, server, 'tiepnhan')
	await follow(clerk, 'Nhận hồ sơ tại quầy')
	await clerk.locator('main [name="q"]').fill('sao y bản chính')
	await send(clerk, 'Tìm', clerk.locator('main'))
	await follow(clerk, /Chứng thực bản sao từ bản chính/)
	await answer(clerk, { so_dinh_danh: number })
	await send(clerk, 'Bắt đầu nhập hồ sơ')

	// The same form as at home, the clerk at the keys: two papers, the second row added by a press.
	const [year, month, day] = clock.date().split('-')
	const paper = (i, ten, so_trang) => ({ [`giay_to.${i}.ten`]: ten, [`giay_to.${i}.so_hieu`]: `0${i + 1}/HN`, [`giay_to.${i}.co_quan_cap`]: 'UBND phường Vinh Hưng', [`giay_to.${i}.ngay_cap.ngay`]: '5', [`giay_to.${i}.ngay_cap.thang`]: '1', [`giay_to.${i}.ngay_cap.nam`]: '2026', [`giay_to.${i}.so_trang`]: so_trang, [`giay_to.${i}.so_ban`]: '3', [`giay_to.${i}.ngon_ngu`]: 'vi' })
	await answer(clerk, { nyc_ho_ten: name, nyc_noi_cu_tru: 'Xóm 4, phường Vinh Hưng, tỉnh Nghệ An', nyc_dien_thoai: '0988777666', loai_khach: 'ca_nhan' })
	await send(clerk, 'Lưu và tiếp tục')
	if (!(await asked(clerk, 'giay_to.0.ten'))) await send(clerk, /^Thêm/)
	await answer(clerk, paper(0, 'Sổ hộ nghèo', '4'))
	await send(clerk, /^Thêm/)
	assert.equal(await clerk.locator('[name="giay_to.0.ten"]').inputValue(), 'Sổ hộ nghèo')
	await answer(clerk, paper(1, 'Giấy khai sinh', '1'))
	await fillForm(clerk, { until: /hoan-tat/, answers: {
		noi_chung_thuc: 'ubnd', hinh_thuc: 'giay', hop_phap_hoa: 'khong_phai', 'thoi_gian_hen.ngay': `${+day}`, 'thoi_gian_hen.thang': `${+month}`, 'thoi_gian_hen.nam': year,
		khung_gio: 'sang', nhan_ket_qua: 'truc_tiep', thanh_toan: 'tien_mat', cam_doan: '1',
	} })
	await see(clerk, name)
	await see(clerk, /Hẹn trả nếu tiếp nhận bây giờ/)
	const papers = clerk.locator('main select[name^="giay."]')
	for (let i = 0; i < await papers.count(); i++) await papers.nth(i).selectOption('sao')
	// 4 pages × 3 copies and 1 page × 3: nine pages at 2.000 đồng and six at 1.000 (Thông tư 226/2016/TT-BTC).
	for (const [name, value] of [['le_phi_so_luong.0', '9'], ['le_phi_tien.0', '2000'], ['le_phi_so_luong.1', '6'], ['le_phi_tien.1', '1000']])
		assert.equal(await clerk.locator(`main [name="${name}"]`).inputValue(), value, name)
	await answer(clerk, { da_thu: '1' })
	await send(clerk, 'Tiếp nhận và in giấy hẹn')

	// Submitted and accepted in one press; form 01 lies ready.
	const code = codeOf(await clerk.content())
	assert.ok(code)
	const form01 = readPdf(server, (await fetchLink(clerk, /Mở bản in/)).bytes)
	for (const part of [name, code, 'Chứng thực bản sao', '17 giờ 00 phút', '24.000 đồng', 'không giữ lại giấy tờ nào khác']) assert.ok(form01.text.includes(part), `form 01 lacks '${part}': ${form01.text}`)
	assert.match(form01.qr, new RegExp(`/tra-cuu\\?ma=${code}$`))
	const id = /ho-so\/(\d+)/.exec(clerk.url())[1]
	assert.deepEqual((await server.sql(`SELECT verb FROM ledger_event WHERE thing_id = ${id} AND verb IN ('dossier.submit', 'dossier.accept') ORDER BY id`)).split('\n'), ['dossier.submit', 'dossier.accept'])
	assert.equal(await server.sql(`SELECT channel FROM dossier WHERE id = ${id}`), await server.sql(`SELECT max(channel) FROM dossier`))

	// Going back and pressing again files nothing new.
	const before = await server.sql('SELECT count(*) FROM dossier WHERE state <> 0')
	await clerk.goBack()
	if (await clerk.getByRole('button', { name: 'Tiếp nhận và in giấy hẹn' }).count()) await send(clerk, 'Tiếp nhận và in giấy hẹn')
	clerk.expected.push(404, 409, 422)
	assert.equal(await server.sql('SELECT count(*) FROM dossier WHERE state <> 0'), before)

	// The work is the same as for anybody's.
	await openDossier(clerk, code)
	await choosePerson(clerk, 'Phân công', new RegExp(people.officers.xuly2.name))
	await move(clerk, 'Phân công', 'Phân công')
	const specialist = await open()
	await signInOfficer(specialist, server, 'xuly2')
	await openDossier(specialist, code, ['cua-toi'])
	await move(specialist, 'Trình kết quả', 'Trình kết quả', { tieu_de: 'Bản sao chứng thực', noi_dung: 'Đã đối chiếu với bản chính.' })
	const leader = await open()
	await signInOfficer(leader, server, 'lanhdao')
	await openDossier(leader, code, ['cho-duyet'])
	await move(leader, 'Phê duyệt', 'Phê duyệt kết quả này')
	await openDossier(clerk, code, ['tra-ket-qua'])
	await move(clerk, 'Nhận kết quả về quầy', 'Đã nhận kết quả về quầy')
	await openDossier(clerk, code, ['tra-ket-qua'])
	await move(clerk, 'Trả kết quả', 'Đã trả kết quả')

	// At home his grandson looks it up by the code of the slip.
	const grandson = await open({ width: 360 })
	await grandson.goto(new URL(form01.qr).pathname + new URL(form01.qr).search)
	await grandson.getByLabel(/4 (chữ )?số cuối/).fill('5151')
	await send(grandson, 'Tra cứu', grandson.locator('main'))
	await see(grandson, /Đã nhận kết quả/)
})
