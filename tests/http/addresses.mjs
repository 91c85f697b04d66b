// Every address of `motcua routes`: who gets in, which headers, HEAD, wrong methods, both languages.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { binary } from '../lib/modules.mjs'
import { section, test } from '../lib/run.mjs'
import { Person } from '../lib/http.mjs'

export const routes = execFileSync(binary, ['routes'], { encoding: 'utf8' }).trim().split('\n').map((line) => {
	const [method, path, permission] = line.split(/\s+/)
	return { method, path, permission }
})

// Something real for each parameter of a public address; a new one has to be named here.
const examples = {
	'/so-lieu/:code': ['/so-lieu/40'], '/thu-tuc/:code': ['/thu-tuc/1.001193'], '/thu-tuc/:code/mau.pdf': ['/thu-tuc/1.001193/mau.pdf'],
	'/viec/:id': ['/viec/co_con'], '/nop/:code': ['/nop/1.001193'], '/api/thu-tuc': ['/api/thu-tuc?q=khai+sinh'], '/api/don-vi': ['/api/don-vi?cap=commune&q=vinh+hung'],
	// A link of an e-mail, wrong: the page says so. Between two steps: back to the first.
	'/xac-nhan': ['/xac-nhan?ma=sai', 410, 404, 422], '/dat-lai-mat-khau': ['/dat-lai-mat-khau?ma=sai', 410, 404, 422], '/tiep-tuc': ['/tiep-tuc', 303, 404, 410],
	'/can-bo/dang-nhap/ma': ['/can-bo/dang-nhap/ma', 303],
}
const filled = (path) => path.replace(/[:*][\w-]+/g, '1')

function safe(r) {
	const h = r.headers, csp = h['content-security-policy'] ?? ''
	for (const part of ["default-src 'self'", "script-src 'self'", "style-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"])
		assert.ok(csp.includes(part), `${r.path}: CSP without ${part}`)
	assert.ok(!/unsafe|\*/.test(csp), csp)
	assert.equal(h['x-content-type-options'], 'nosniff')
	assert.equal(h['referrer-policy'], 'same-origin')
	assert.ok(h['permissions-policy'] && h['cross-origin-opener-policy'] && h['x-request-id'] && h['cache-control'], JSON.stringify(h))
	assert.ok(!h['x-powered-by'] && !/\d/.test(h.server ?? ''), 'tells its version')
}

async function publicAddresses(server) {
	section('public')
	const p = new Person(server)
	for (const { path } of routes.filter((r) => r.method === 'GET' && r.permission === 'PUBLIC' && !r.path.startsWith('/static/'))) {
		await test(path, async () => {
			const [at, ...statuses] = examples[path] ?? [path]
			assert.ok(!/[:*]/.test(at), `no example for ${path} in tests/http/addresses.mjs`)
			const r = await p.get(at), h = await p.send('HEAD', at)
			const expected = statuses.length > 0 ? statuses : [200]
			assert.ok(expected.includes(r.status), `${at}: ${r.status} ${r.words.slice(0, 200)}`)
			safe(r)
			safe(h)
			assert.equal(h.status, r.status)
			assert.equal(h.sent.length, 0)
			assert.equal(h.headers['content-type'], r.headers['content-type'])
			const wrong = await p.send('DELETE', at)
			assert.equal(wrong.status, 405)
			assert.match(wrong.headers.allow, /GET, HEAD/)
			if (r.status === 200 && r.headers['content-type']?.startsWith('text/html')) {
				const en = await new Person(server, { lang: 'en' }).get(at)
				assert.match(r.text, /<html[^>]* lang="vi"/)
				assert.equal(en.status, 200)
				assert.match(en.text, /<html[^>]* lang="en"/)
				assert.ok(!/ (style|on\w+)="/.test(r.text) && !/<script(?![^>]*\bsrc=)/.test(r.text), 'inline style or script')
			}
		})
	}
	await test('a static file is kept for a year, and only under its own hash', async () => {
		const home = await p.get('/')
		const css = /href="(\/static\/[^"]+\.css)"/.exec(home.text)[1]
		const r = await p.get(css)
		assert.equal(r.status, 200)
		assert.match(r.headers['cache-control'], /max-age=31536000, immutable/)
		assert.equal((await p.get(css.replace(/static\/[^/]+/, 'static/0000'))).status, 404)
		assert.equal((await p.get('/static/x/../../motcua.db')).status, 404)
	})
	await test('an unknown address is a page with a way on, in the language asked', async () => {
		const vi = await p.get('/khong-co'), en = await p.get('/en/khong-co')
		assert.equal(vi.status, 404)
		assert.equal(en.status, 404)
		safe(vi)
		assert.match(vi.words, /Không tìm thấy trang/)
		assert.match(en.words, /not found/i)
		assert.match(vi.text, /href="\/"/)
		assert.ok(!/web\.not_found|ST_|\.c\b/.test(vi.words), 'shows internals')
	})
	await test('addresses that are no addresses', async () => {
		for (const path of ['/%00', '/%ff%fe', '/thu-tuc/%2e%2e/%2e%2e/etc/passwd', '//evil.example/', '/thu-tuc/1.001193%00.pdf', '/thu-tuc/999.999999'])
			assert.ok([400, 404].includes((await p.get(path)).status), path)
		assert.ok([414, 431].includes((await p.get('/thu-tuc?q=' + 'a'.repeat(6000))).status))
		assert.ok([400, 431].includes((await p.get('/', { headers: { 'X-Long': 'a'.repeat(20000) } })).status))
	})
	await test('a crossing script gets nothing: no CORS headers, no foreign redirect after sign-in', async () => {
		const r = await p.get('/api/don-vi?cap=commune&q=vinh', { headers: { Origin: 'https://evil.example' } })
		assert.equal(r.headers['access-control-allow-origin'], undefined)
		const q = new Person(server)
		const page = await q.get('/dang-nhap?tiep=//evil.example/')
		const done = await q.submit(page, '/dang-nhap', { so_dinh_danh: server.people.citizens[1].number, mat_khau: server.people.password })
		assert.equal(done.status, 303)
		assert.match(done.headers.location, /^\/(?!\/)/)
	})
}

async function closedAddresses(server) {
	section('closed')
	const nobody = new Person(server), citizen = new Person(server), inspector = new Person(server)
	await citizen.signIn(server.people.citizens[1])
	await inspector.signInOfficer('kiemtra')
	const csrf = /name="csrf" value="(\w+)"/.exec((await citizen.open('/tai-khoan')).text)[1]
	const inspectorCsrf = /name="csrf" value="(\w+)"/.exec((await inspector.open('/can-bo/toi')).text)[1]
	const closed = routes.filter((r) => r.permission !== 'PUBLIC')
	await test(`nobody gets into any of ${closed.length} addresses without signing in`, async () => {
		for (const { method, path } of closed) {
			const r = method === 'GET' ? await nobody.get(filled(path)) : await nobody.post(filled(path), { a: '1' })
			const door = path.startsWith('/can-bo') ? '/can-bo/dang-nhap' : '/dang-nhap'
			if (r.status === 303) assert.ok(r.headers.location.startsWith(door), `${method} ${path} → ${r.headers.location}`)
			else assert.ok([401, 403].includes(r.status), `${method} ${path}: ${r.status}`)
			safe(r)
		}
	})
	await test('a citizen gets into none of the officers\' addresses', async () => {
		for (const { method, path, permission } of closed.filter((r) => r.permission !== 'ACCOUNT')) {
			const r = method === 'GET' ? await citizen.get(filled(path)) : await citizen.post(filled(path), { csrf })
			if (r.status === 303) assert.ok(r.headers.location.startsWith('/can-bo/dang-nhap'), `${method} ${path} (${permission}) → ${r.headers.location}`)
			else assert.equal(r.status, 403, `${method} ${path} (${permission})`)
		}
	})
	await test('an inspector changes nothing', async () => {
		for (const { path, permission } of closed.filter((r) => r.method === 'POST' && !['ACCOUNT', 'OFFICER', 'admin.ledger'].includes(r.permission))) {
			const r = await inspector.post(filled(path), { csrf: inspectorCsrf })
			assert.equal(r.status, 403, `POST ${path} (${permission})`)
		}
	})
	await test('no change goes through without its CSRF value', async () => {
		for (const { path, permission } of routes.filter((r) => r.method === 'POST' && r.path !== '/tra-cuu')) {
			const who = permission === 'ACCOUNT' || permission === 'PUBLIC' ? citizen : inspector
			for (const fields of [{}, { csrf: '' }, { csrf: '0'.repeat(40) }, { csrf: who === citizen ? inspectorCsrf : csrf }]) {
				const r = await who.post(filled(path), fields)
				assert.equal(r.status, 403, `POST ${path} with ${JSON.stringify(fields)}`)
			}
		}
	})
	await test('without it, words say what to do', async () => {
		const vi = await citizen.post('/tai-khoan/lien-he', { dien_thoai: '0912345678' })
		const en = await citizen.post('/en/tai-khoan/lien-he', { dien_thoai: '0912345678' })
		assert.equal(vi.status, 403)
		assert.match(vi.words, /tải lại|mở lại|thử lại|gửi lại/i)
		assert.match(en.words, /again|reload/i)
		assert.ok(!vi.words.includes('csrf'))
	})
}

export async function addresses(server) {
	await publicAddresses(server)
	await closedAddresses(server)
}
