// What goes over the wire: compression, first visits, figures for Prometheus.
import assert from 'node:assert/strict'
import { section, test } from '../lib/run.mjs'
import { Person } from '../lib/http.mjs'
import { begin } from '../lib/dossier.mjs'

const BUDGET = 30000

// Everything a browser with an empty cache fetches for a page, as sent.
async function firstVisit(person, path) {
	const headers = { 'Accept-Encoding': 'gzip' }
	const page = await person.get(path, { headers })
	assert.equal(page.status, 200, path)
	assert.equal(page.headers['content-encoding'], 'gzip')
	const wanted = [...page.text.matchAll(/(?:href|src)="(\/static\/[^"]+\.(?:css|js|svg|woff2))(?:#[^"]*)?"/g)].map((m) => m[1])
	const parts = [[path, page.sent.length]]
	for (const at of new Set(wanted)) {
		const r = await person.send('GET', at, { headers })
		assert.equal(r.status, 200, at)
		if (!at.endsWith('.svg')) assert.equal(r.headers['content-encoding'], 'gzip', at)
		parts.push([at.split('/').pop(), r.sent.length])
	}
	return { total: parts.reduce((sum, [, n]) => sum + n, 0), parts }
}

export async function weight(server) {
	section('weight')
	const anyone = new Person(server), lan = new Person(server), officer = new Person(server)
	await lan.signIn(server.people.citizens[0])
	await officer.signInOfficer('tiepnhan')
	const { page } = await begin(lan, '1.001193')
	for (const [name, person, path] of [['home', anyone, '/'], ['procedure page', anyone, '/thu-tuc/1.001193'], ['search', anyone, '/thu-tuc?q=khai+sinh'], ['tracking', anyone, '/tra-cuu'],
		['form step', lan, page.path], ['queue', officer, '/can-bo'], ['home in English', anyone, '/en/']])
		await test(`${name}: a first visit stays under 30 kB`, async () => {
			const { total, parts } = await firstVisit(person, path)
			console.log(`    ${name}: ${total} bytes = ${parts.map(([n, b]) => `${n} ${b}`).join(' + ')}`)
			assert.ok(total < BUDGET, `${total} bytes: ${parts.join(' ')}`)
		})
	await test('brotli for whom it is ready, plain for whom wants it, the same bytes', async () => {
		const css = /href="(\/static\/[^"]+\.css)"/.exec((await anyone.get('/')).text)[1]
		const br = await anyone.get(css, { headers: { 'Accept-Encoding': 'br, gzip' } }), gz = await anyone.get(css, { headers: { 'Accept-Encoding': 'gzip' } }), raw = await anyone.get(css)
		assert.equal(br.headers['content-encoding'], 'br')
		assert.equal(gz.headers['content-encoding'], 'gzip')
		assert.equal(raw.headers['content-encoding'], undefined)
		assert.ok(br.sent.length < gz.sent.length && gz.sent.length < raw.sent.length)
		assert.equal(br.text, raw.text)
		assert.equal(gz.text, raw.text)
		for (const r of [br, gz, raw]) assert.match(r.headers.vary, /Accept-Encoding/)
		const none = await anyone.get(css, { headers: { 'Accept-Encoding': 'gzip;q=0, br;q=0' } })
		assert.equal(none.headers['content-encoding'], undefined)
	})
	await test('a page of one person is never kept by others', async () => {
		for (const path of ['/ho-so', '/tai-khoan', page.path]) assert.match((await lan.get(path)).headers['cache-control'], /private|no-store/)
	})
	await test('/metrics is text that Prometheus reads', async () => {
		const r = await anyone.get('/metrics')
		assert.match(r.headers['content-type'], /^text\/plain; version=0\.0\.4/)
		const types = new Map()
		for (const line of r.text.trim().split('\n')) {
			const type = /^# TYPE ([a-z_:][a-z0-9_:]*) (counter|gauge|histogram|summary)$/.exec(line)
			if (type) { assert.ok(!types.has(type[1]), `twice: ${line}`); types.set(type[1], type[2]); continue }
			if (line.startsWith('# HELP ')) continue
			const sample = /^([a-z_:][a-z0-9_:]*)(\{[a-z_]+="[^"\n]*"(?:,[a-z_]+="[^"\n]*")*\})? (-?[\d.eE+-]+|\+Inf|NaN)$/.exec(line)
			assert.ok(sample, line)
			const base = sample[1].replace(/_(bucket|sum|count)$/, '')
			assert.ok(types.has(sample[1]) || types.get(base) === 'histogram', `no type: ${line}`)
			if (types.get(sample[1]) === 'counter') assert.match(sample[1], /_total$/)
		}
		const buckets = [...r.text.matchAll(/motcua_http_request_duration_seconds_bucket\{le="([^"]+)"\} (\d+)/g)]
		for (let i = 1; i < buckets.length; i++) assert.ok(+buckets[i][2] >= +buckets[i - 1][2], 'buckets fall')
		assert.equal(buckets.at(-1)[1], '+Inf')
		assert.equal(buckets.at(-1)[2], /motcua_http_request_duration_seconds_count (\d+)/.exec(r.text)[1])
		assert.match(r.text, /^motcua_db_up 1$/m)
		const count = (t) => +/motcua_http_requests_total\{class="2xx"\} (\d+)/.exec(t)[1]
		await anyone.get('/')
		assert.ok(count((await anyone.get('/metrics')).text) > count(r.text))
	})
	await test('/healthz says which part is up', async () => {
		const r = await anyone.get('/healthz')
		assert.equal(r.status, 200)
		assert.equal(JSON.parse(r.text).database, 'up')
	})
}
