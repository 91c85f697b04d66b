// Filing by HTTP: what people answer, and the way from the start page to the code.
import assert from 'node:assert/strict'
import { pdf } from './files.mjs'
import { formsOf } from './http.mjs'

const date = (id, d, m, y) => ({ [`${id}.ngay`]: d, [`${id}.thang`]: m, [`${id}.nam`]: y })

// 1.004873, Cấp Giấy xác nhận tình trạng hôn nhân: three working days, no paper needed.
export const marriageStatus = {
	code: '1.004873',
	answers: {
		quan_he: 'ban_than', nd_ho_ten: 'Nguyễn Thị Lan Thử', ...date('nd_ngay_sinh', '27', '3', '1990'), nd_gioi_tinh: 'nu', nd_dan_toc: '01',
		nd_quoc_tich: 'Việt Nam', nd_so_dinh_danh: '040190000001', nd_noi_cu_tru: 'Số 158, đường Lê Lợi, phường Vinh Hưng, tỉnh Nghệ An',
		tinh_trang: 'chua', muc_dich: 'vay_von', so_luong: '1', cam_doan: '1',
	},
}

// 1.001193, Đăng ký khai sinh: five steps, conditions, a paper; given back the same day.
export const birth = (today) => {
	const [y, m, d] = new Date(Date.parse(today) - 6 * 86400000).toISOString().slice(0, 10).split('-').map(Number)
	return {
		code: '1.001193',
		answers: {
			quan_he: 'me', tre_ho_ten: 'TRẦN NGUYỄN MINH ANH', ...date('tre_ngay_sinh', `${d}`, `${m}`, `${y}`), tre_gioi_tinh: 'nu', tre_dan_toc: '01',
			noi_sinh_loai: 'co_so_y_te', noi_sinh_co_so: 'Bệnh viện Sản Nhi Nghệ An', noi_sinh: 'Đường Tôn Thất Tùng, phường Vinh Hưng, tỉnh Nghệ An',
			que_quan: 'Xã Nam Đàn, tỉnh Nghệ An', so_chung_sinh: '1234/2026',
			me_ho_ten: 'Nguyễn Thị Lan Thử', ...date('me_ngay_sinh', '27', '3', '1990'), me_dan_toc: '01', me_so_dinh_danh: '040190000001',
			me_noi_cu_tru: 'Số 158, đường Lê Lợi, phường Vinh Hưng, tỉnh Nghệ An',
			khai_cha: 'khong', so_ban_sao: '2', cam_doan: '1',
		},
		files: [{ field: 'tep_chung_sinh', name: 'giay chung sinh.pdf', type: 'application/pdf', content: pdf('Giay chung sinh') }],
	}
}

// Procedures without a form of their own: the person's details come from the account; a free text; every paper.
export const generic = (code) => ({
	code, everyPaper: true,
	answers: { thay_mat: 'ban_than', noi_dung: 'Đề nghị giải quyết theo quy định.\nTôi gửi kèm các giấy tờ được yêu cầu.', cam_doan: '1' },
})

// The unit as the pages name it, found as a person without script does: typing its name.
export async function unitId(person, words, level = 'commune') {
	const r = await person.send('GET', `/api/don-vi?cap=${level}&q=${encodeURIComponent(words)}`)
	const found = JSON.parse(r.text)
	assert.ok(found.length > 0, `no unit for ${words}`)
	return found[0].value
}

export const vinhHung = 'phường Vinh Hưng, tỉnh Nghệ An'

// Begins a draft and answers its first step page; the draft's id.
export async function begin(person, code, unit = vinhHung) {
	const don_vi = await unitId(person, unit)
	let page = await person.open(`/nop/${code}?don_vi=${don_vi}`)
	const another = formsOf(page.text).find((f) => f.method === 'POST' && f.action.endsWith(`/nop/${code}`))
	if (!another) { // a draft waits: this story wants a new one
		page = await person.open(`/nop/${code}?don_vi=${don_vi}&lai=1`)
	}
	const r = await person.follow(await person.submit(page, (f) => f.method === 'POST' && f.action.endsWith(`/nop/${code}`)))
	assert.equal(r.status, 200, r.words.slice(0, 300))
	return { page: r, id: /ho-so\/(\d+)/.exec(r.path)[1] }
}

const isStep = (f) => /\/nop\/ho-so\/\d+\//.test(f.action) || /\/can-bo\/tai-quay\/ho-so\//.test(f.action)

// Answers the step on the page with those of the answers it asks for.
export function answerStep(person, page, { answers, files, everyPaper }) {
	const form = formsOf(page.text).find(isStep)
	assert.ok(form, `${page.path} (${page.status}) has no step: ${page.words.slice(0, 300)}`)
	const asked = (name) => form.html.includes(`name="${name}"`)
	const inputs = [...form.html.matchAll(/<input[^>]*type="file"[^>]*>/g)].map(([tag]) => /name="([^"]+)"/.exec(tag)[1])
	const sent = everyPaper ? inputs.map((field) => ({ field, name: field + '.pdf', content: pdf(field) })) : (files ?? []).filter((f) => asked(f.field))
	return person.submit(page, isStep, Object.fromEntries(Object.entries(answers).filter(([k]) => asked(k))), { files: sent, button: 'tiep' })
}

// All steps up to the review page.
export async function fillIn(person, page, filing) {
	for (let i = 0; i < 15 && !/\/xem-lai$/.test(page.path.split('?')[0]); i++) {
		const r = await answerStep(person, page, filing)
		assert.equal(r.status, 303, `${page.path}: ${r.words.slice(0, 900)}`)
		page = await person.follow(r)
	}
	return page
}

export const codeOf = (text) => /H\d\d\.\d\d(?:\.\d\d)?-\d{6}-\d{4,}/.exec(text)?.[0]

// The whole way; what the person ends with.
export async function file(person, filing, unit = vinhHung) {
	const { page, id } = await begin(person, filing.code, unit)
	const review = await fillIn(person, page, filing)
	const sent = await person.submit(review, '/nop/ho-so/' + id + '/nop')
	assert.equal(sent.status, 303, `${review.path}: ${sent.words.slice(0, 900)}`)
	const shown = await person.follow(sent)
	const code = codeOf(shown.text)
	assert.ok(code, `no code on the page after sending: ${shown.words.slice(0, 600)}`)
	return { id, code, review, sent, shown }
}

// --- at the desk -----------------------------------------------------------------------------------------------------------
// One move on the work page, as its form stands there.
export async function act(officer, id, what, answers = {}, options) {
	const page = await officer.open(`/can-bo/ho-so/${id}`)
	return officer.submit(page, (f) => f.action.split('?')[0].endsWith('/viec/' + what), answers, options)
}

// Who is asked for in a form of the work page, by name.
export async function personIn(officer, id, what, name) {
	const page = await officer.open(`/can-bo/ho-so/${id}`)
	const form = formsOf(page.text).find((f) => f.action.endsWith('/viec/' + what))
	const people = [...form.html.matchAll(/name="nguoi"[^>]*value="(\d+)"[\s\S]*?<label[^>]*>([^<]+)/g)].map(([, value, label]) => ({ value, label }))
	return people.find((p) => p.label.includes(name))?.value
}

// From submitted to proposed, by the people of the first demo desk.
export async function propose(receiver, specialist, id, name) {
	for (const [who, what, answers] of [
		[receiver, 'tiep-nhan', {}],
		[receiver, 'phan-cong', async () => ({ nguoi: await personIn(receiver, id, 'phan-cong', name) })],
		[specialist, 'trinh-ket-qua', { tieu_de: 'Giấy xác nhận tình trạng hôn nhân', noi_dung: 'Chưa đăng ký kết hôn với ai.' }],
	]) {
		const r = await act(who, id, what, typeof answers === 'function' ? await answers() : answers)
		assert.equal(r.status, 303, `${what}: ${r.words.slice(0, 600)}`)
	}
}
