// Which pages there are to look at: every GET address of the program stands here, visited or left out with a reason.
import { begin, fillIn, marriageStatus } from '../lib/dossier.mjs'
import { Person } from '../lib/http.mjs'

// No pages: what a program, a printer or a link gets.
export const left = {
	'/static/:hash/*path': 'a file', '/favicon.ico': 'a file', '/robots.txt': 'for robots', '/sitemap.xml': 'for robots', '/metrics': 'for Prometheus',
	'/so-lieu.csv': 'a table to download', '/thu-tuc/:code/mau.pdf': 'a PDF', '/api/thu-tuc': 'JSON', '/api/don-vi': 'JSON',
	'/can-bo/hang-doi.csv': 'a table to download', '/can-bo/so-theo-doi.csv': 'a table to download', '/can-bo/ho-so/:id/giay/:giay': 'a paper',
	'/can-bo/ho-so/:id/phieu/:slip': 'a PDF', '/can-bo/ho-so/:id/ket-qua.pdf': 'a PDF', '/can-bo/ho-so/:id/kiem-soat.pdf': 'a PDF',
	'/can-bo/quan-tri/don-vi/goi-y': 'JSON', '/can-bo/quan-tri/don-vi/goi-y-moi': 'JSON', '/can-bo/quan-tri/nguoi-dung/goi-y-don-vi': 'JSON',
	'/ho-so/:id/phieu/:slip': 'a PDF', '/ho-so/:id/ket-qua.pdf': 'a PDF', '/ho-so/:id/giay/:paper': 'a paper',
}

// The people of this walk, signed in over HTTP; their cookies go into the browser.
export async function signedIn(server) {
	const people = { visitor: new Person(server) }
	for (const [name, citizen] of [['lan', server.people.citizens[0]], ['other', server.people.citizens[1]]]) {
		people[name] = new Person(server)
		await people[name].signIn(citizen)
	}
	for (const login of ['tiepnhan', 'xuly', 'lanhdao', 'trakq', 'quantri', 'hethong', 'kiemtra']) {
		people[login] = new Person(server)
		await people[login].signInOfficer(login)
	}
	// Half way in: the password is right, the code of the phone is not given yet.
	people.half = new Person(server)
	await people.half.submit(await people.half.get('/can-bo/dang-nhap'), '/can-bo/dang-nhap', { ten_dang_nhap: 'xuly2', mat_khau: server.people.password })
	return people
}

const states = { submitted: 1, accepted: 2, processing: 3, waiting: 4, proposed: 5, approved: 6, finished: 7, returned: 8, refused: 9, withdrawn: 10, stopped: 11 }

// { route, path, as } for each look; `send` presses the first button of the main part with nothing filled in.
export async function visits(server, people) {
	const sql = (q) => server.sql(q)
	const account = await sql(`SELECT id FROM account WHERE login = '${server.people.citizens[0].number}'`)
	const desk = await sql(`SELECT r.unit_id FROM account a JOIN account_role r ON r.account_id = a.id WHERE a.login = 'tiepnhan'`)
	const own = (n) => sql(`SELECT min(id) FROM dossier WHERE account_id = ${account} AND state = ${n}`)
	const at = (n) => sql(`SELECT min(id) FROM dossier WHERE desk_id = ${desk} AND state = ${n}`)
	const draft = await begin(people.other, '1.001193')
	const ready = await begin(people.other, marriageStatus.code)
	await fillIn(people.other, ready.page, marriageStatus)
	const counter = await people.tiepnhan.follow(await people.tiepnhan.submit(await people.tiepnhan.open('/can-bo/tai-quay/moi/2.000815'), '/can-bo/tai-quay/moi', { so_dinh_danh: '040073000123' }))
	const typed = /ho-so\/(\d+)\/([\w-]+)/.exec(counter.path)
	const officer = await sql(`SELECT id FROM account WHERE login = 'xuly'`)
	const list = []
	const add = (route, as, ...paths) => { for (const p of paths.length ? paths : [route]) list.push(typeof p === 'string' ? { route, as, path: p } : { route, as, ...p }) }

	add('/', 'visitor')
	for (const r of ['/so-lieu', '/tro-giup', '/tiep-can', '/bao-ve-du-lieu', '/dang-ky/kiem-tra-thu', '/quen-mat-khau/kiem-tra-thu']) add(r, 'visitor')
	for (const r of ['/dang-ky', '/dang-nhap', '/quen-mat-khau', '/can-bo/dang-nhap']) add(r, 'visitor', r, { path: r, send: true })
	add('/so-lieu/:code', 'visitor', '/so-lieu/40')
	add('/thu-tuc', 'visitor', '/thu-tuc', '/thu-tuc?q=sinh+con', '/thu-tuc?q=xyzzy+qwerty')
	add('/thu-tuc/:code', 'visitor', '/thu-tuc/1.001193', '/thu-tuc/2.000815', '/thu-tuc/1.001612')
	add('/viec/:id', 'visitor', '/viec/co_con')
	add('/xac-nhan', 'visitor', '/xac-nhan?ma=sai')
	add('/dat-lai-mat-khau', 'visitor', '/dat-lai-mat-khau?ma=sai')
	add('/tiep-tuc', 'visitor')
	add('/can-bo/dang-nhap/ma', 'half', '/can-bo/dang-nhap/ma', { path: '/can-bo/dang-nhap/ma', send: true })
	add('/tra-cuu', 'visitor', '/tra-cuu', { path: '/tra-cuu', send: true }, '/tra-cuu?ma=H41.61.22-261125-9999')
	add('/khong-co', 'visitor')
	add('/nop/:code', 'visitor', '/nop/1.001193', '/nop/1.001193?noi=ph%C6%B0%E1%BB%9Dng+Vinh+H%C6%B0ng')

	for (const r of ['/tai-khoan', '/ho-so']) add(r, 'lan')
	for (const r of ['/tai-khoan/lien-he', '/tai-khoan/mat-khau']) add(r, 'lan', r, { path: r, send: true })
	add('/nop/:code', 'other', '/nop/1.001193', '/nop/1.000656')
	add('/nop/ho-so/:id/noi-nhan', 'other', `/nop/ho-so/${draft.id}/noi-nhan`)
	for (const step of [...new Set([...draft.page.text.matchAll(/\/nop\/ho-so\/\d+\/sua\/([a-z_]+)/g)].map(([, s]) => s))]) add('/nop/ho-so/:id/:step', 'other', `/nop/ho-so/${draft.id}/${step}`)
	add('/nop/ho-so/:id/:step', 'other', draft.page.path, { path: draft.page.path, send: true }, `/nop/ho-so/${ready.id}/xem-lai`, `/nop/ho-so/${draft.id}/xem-lai`)
	add('/nop/ho-so/:id/sua/:step', 'other', draft.page.path.replace(/(\d+)\//, '$1/sua/'))
	add('/nop/ho-so/:id/:step/tep', 'other', draft.page.path + '/tep')
	for (const n of Object.values(states)) { const id = await own(n); if (id) add('/ho-so/:id', 'lan', `/ho-so/${id}`) }
	const returned = await own(states.returned) || await own(states.finished), submitted = await own(states.submitted) || await own(states.processing)
	add('/ho-so/:id/to-khai', 'lan', `/ho-so/${returned}/to-khai`)
	add('/ho-so/:id/ai-da-xem', 'lan', `/ho-so/${returned}/ai-da-xem`)
	add('/ho-so/:id/rut', 'lan', `/ho-so/${submitted}/rut`)
	add('/ho-so/:id', 'other', `/ho-so/${returned}`) // not his: as if it were not there

	for (const as of ['tiepnhan', 'xuly', 'lanhdao', 'trakq', 'kiemtra']) add('/can-bo', as)
	add('/can-bo', 'tiepnhan', ...['moi', 'cua-toi', 'dang-xu-ly', 'cho-bo-sung', 'cho-duyet', 'tra-ket-qua', 'da-dong'].map((g) => `/can-bo?nhom=${g}`), '/can-bo?nhom=moi&tim=kh%C3%B4ng+c%C3%B3+ai')
	for (const n of Object.values(states)) { const id = await at(n); if (id) add('/can-bo/ho-so/:id', n < 3 ? 'tiepnhan' : n < 5 ? 'xuly' : n < 7 ? 'lanhdao' : 'trakq', `/can-bo/ho-so/${id}`) }
	const fresh = await at(states.submitted), open = await at(states.processing), done = await at(states.returned)
	add('/can-bo/ho-so/:id', 'kiemtra', `/can-bo/ho-so/${done}`)
	add('/can-bo/ho-so/:id/viec/:viec', 'tiepnhan', `/can-bo/ho-so/${fresh}/viec/tiep-nhan`, { path: `/can-bo/ho-so/${fresh}/viec/tu-choi`, send: true }, { path: `/can-bo/ho-so/${fresh}/viec/yeu-cau-bo-sung`, send: true })
	add('/can-bo/ho-so/:id/in/:slip', 'trakq', `/can-bo/ho-so/${done}/in/${await sql(`SELECT max(id) FROM dossier_slip WHERE dossier_id = ${done}`)}`)
	add('/can-bo/ho-so/:id/kiem-soat', 'trakq', `/can-bo/ho-so/${done}/kiem-soat`)
	for (const r of ['/can-bo/so-lieu', '/can-bo/so-theo-doi', '/can-bo/toi', '/can-bo/toi/mat-khau', '/can-bo/cong-dan']) add(r, 'tiepnhan')
	add('/can-bo/cong-dan', 'tiepnhan', { path: '/can-bo/cong-dan', send: true })
	add('/can-bo/tai-quay', 'tiepnhan', '/can-bo/tai-quay', '/can-bo/tai-quay?q=khai+sinh', '/can-bo/tai-quay?q=xyzzy+qwerty')
	add('/can-bo/tai-quay/moi/:ma', 'tiepnhan', '/can-bo/tai-quay/moi/2.000815')
	add('/can-bo/tai-quay/ho-so/:id/:buoc', 'tiepnhan', counter.path, { path: counter.path, send: true })
	add('/can-bo/tai-quay/ho-so/:id/sua/:buoc', 'tiepnhan', `/can-bo/tai-quay/ho-so/${typed[1]}/sua/${typed[2]}`)
	add('/can-bo/tai-quay/ho-so/:id/hoan-tat', 'tiepnhan', `/can-bo/tai-quay/ho-so/${typed[1]}/hoan-tat`)

	const admin = '/can-bo/quan-tri'
	for (const r of [admin, `${admin}/ngay-nghi`, `${admin}/ngay-nghi/sua`, `${admin}/thu-tuc`, `${admin}/thu-tuc/them`, `${admin}/cong-viec`, `${admin}/so-dem`]) add(r, 'hethong')
	for (const r of [`${admin}/nhat-ky`, `${admin}/niem-phong`]) add(r, 'kiemtra')
	add(`${admin}/ngay-nghi/sua`, 'hethong', { path: `${admin}/ngay-nghi/sua`, send: true })
	add(`${admin}/don-vi`, 'quantri', `${admin}/don-vi`, `${admin}/don-vi?q=vinh`, `${admin}/don-vi?q=xyzzy`)
	add(`${admin}/don-vi/:id`, 'quantri', `${admin}/don-vi/${desk}`, { path: `${admin}/don-vi/${desk}`, send: true })
	add(`${admin}/don-vi/:id/them`, 'hethong', `${admin}/don-vi/${desk}/them`, { path: `${admin}/don-vi/${desk}/them`, send: true })
	for (const [end, as] of [['', 'hethong'], ['/so-sanh', 'hethong'], ['/sua', 'hethong'], ['/noi-dung', 'hethong'], ['/cong-bo', 'hethong'], ['/quy-trinh', 'quantri']]) add(`${admin}/thu-tuc/:code${end}`, as, `${admin}/thu-tuc/1.004873${end}`)
	add(`${admin}/nhat-ky`, 'kiemtra', `${admin}/nhat-ky?ve=${done}&tu=2026-01-01&viec=dossier.`)
	add(`${admin}/nguoi-dung`, 'quantri')
	add(`${admin}/nguoi-dung/them`, 'quantri', `${admin}/nguoi-dung/them`, { path: `${admin}/nguoi-dung/them`, send: true })
	add(`${admin}/nguoi-dung/:id`, 'quantri', `${admin}/nguoi-dung/${officer}`)
	add('/can-bo/quan-tri', 'tiepnhan') // not for her: the page that says so
	return list
}
