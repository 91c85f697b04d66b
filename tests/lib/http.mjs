// A person at the other end of HTTP: cookies are kept, forms are taken from the page as it stands, files are sent.
import { Agent, request } from 'node:http'
import { randomBytes } from 'node:crypto'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import assert from 'node:assert/strict'
import { freshCode } from './people.mjs'

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#34': '"' }
export const plain = (s) => s.replace(/&(\w+|#\d+);/g, (all, name) => entities[name] ?? (name[0] === '#' ? String.fromCodePoint(+name.slice(1)) : all))
// What a reader sees of a page.
export const words = (html) => plain(html.replace(/<(script|style)[\s\S]*?<\/\1>/g, ' ').replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ').trim()

const attributes = (tag) => Object.fromEntries([...tag.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].slice(1).map(([, k, v]) => [k, v === undefined ? true : plain(v)]))

// Every form of a page: its address, method and fields as a browser would send them untouched.
export function formsOf(html) {
	return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, head, body]) => {
		const at = attributes('form ' + head)
		const form = { action: at.action ?? '', method: (at.method ?? 'get').toUpperCase(), multipart: at.enctype === 'multipart/form-data', fields: [], buttons: [], html: body }
		for (const [tag, inside] of body.matchAll(/<input\b([^>]*)>/g)) {
			const f = attributes('input ' + inside)
			if (!f.name || f.disabled || !tag) continue
			if (['checkbox', 'radio'].includes(f.type) && !f.checked) continue
			if (f.type !== 'file' && f.type !== 'submit') form.fields.push([f.name, f.value === true ? '' : f.value ?? (f.type === 'checkbox' ? 'on' : '')])
		}
		for (const [, inside, text] of body.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/g)) form.fields.push([attributes('t ' + inside).name, plain(text.replace(/^\r?\n/, ''))])
		for (const [, inside, options] of body.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g)) {
			const all = [...options.matchAll(/<option\b([^>]*)>/g)].map(([, o]) => attributes('o ' + o))
			const chosen = all.find((o) => o.selected) ?? all[0]
			form.fields.push([attributes('s ' + inside).name, chosen?.value === true ? '' : chosen?.value ?? ''])
		}
		for (const [, inside] of body.matchAll(/<button\b([^>]*)>/g)) form.buttons.push(attributes('b ' + inside))
		return form
	})
}

export class Person {
	constructor(server, { lang = 'vi' } = {}) {
		this.server = server
		this.prefix = lang === 'en' ? '/en' : ''
		this.cookies = new Map()
		this.agent = new Agent({ keepAlive: true, maxSockets: 4 })
	}
	// The raw way: headers and body as given.
	send(method, path, { headers = {}, body, agent = this.agent } = {}) {
		const jar = [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ')
		const all = { ...(jar ? { Cookie: jar } : {}), ...(body !== undefined ? { 'Content-Length': Buffer.byteLength(body) } : {}), ...headers }
		return new Promise((done, fail) => {
			const q = request({ host: '127.0.0.1', port: this.server.port, method, path, headers: all, agent, timeout: 60000 }, (r) => {
				const chunks = []
				r.on('data', (c) => chunks.push(c)).on('error', fail).on('end', () => done(this.answer(method, path, r, Buffer.concat(chunks))))
			})
			q.on('error', fail).on('timeout', () => q.destroy(new Error(`no answer to ${method} ${path}`)))
			q.end(body)
		})
	}
	answer(method, path, r, sent) {
		for (const line of r.headers['set-cookie'] ?? []) {
			const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)
			if (/max-age=0/i.test(line)) this.cookies.delete(name)
			else this.cookies.set(name, value)
		}
		const coding = r.headers['content-encoding']
		const raw = sent.length === 0 ? sent : coding === 'gzip' ? gunzipSync(sent) : coding === 'br' ? brotliDecompressSync(sent) : sent
		return { method, path, status: r.statusCode, headers: r.headers, sent, raw, get text() { return raw.toString('utf8') }, get words() { return words(raw.toString('utf8')) } }
	}
	async get(path, options) { return this.send('GET', this.prefix + path, options) }
	// Follows redirects, as a browser does; the answer knows its address.
	async open(path) {
		let r = await this.send('GET', path.startsWith('/en/') || path === '/en' ? path : this.prefix + path)
		for (let i = 0; i < 10 && [301, 302, 303].includes(r.status); i++) r = await this.send('GET', r.headers.location)
		return r
	}
	async follow(r) { return [301, 302, 303].includes(r.status) ? this.send('GET', r.headers.location).then((next) => this.follow(next)) : r }
	post(path, fields, options = {}) {
		const pairs = Array.isArray(fields) ? fields : Object.entries(fields)
		return this.send('POST', path, { ...options, body: new URLSearchParams(pairs).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...options.headers } })
	}
	// files: [{ field, name, type, content }]
	postFiles(path, fields, files) {
		const boundary = 'ranh-' + randomBytes(12).toString('hex')
		const parts = []
		for (const [k, v] of fields) parts.push(`--${boundary}\r\nContent-Disposition: form-data; name="${k}"\r\n\r\n${v}\r\n`)
		for (const f of files) parts.push(`--${boundary}\r\nContent-Disposition: form-data; name="${f.field}"; filename="${f.name}"\r\nContent-Type: ${f.type ?? 'application/octet-stream'}\r\n\r\n`, f.content, '\r\n')
		parts.push(`--${boundary}--\r\n`)
		return this.send('POST', path, { body: Buffer.concat(parts.map((p) => Buffer.from(p))), headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` } })
	}
	// Sends a form of the page `r`, with some answers changed; `which` is part of its address, or a test of the form.
	async submit(r, which, answers = {}, { files, button } = {}) {
		const all = formsOf(r.text)
		const form = all.find((f) => (typeof which === 'function' ? which(f) : f.action.includes(which)))
		assert.ok(form, `${r.path} (${r.status}) has no form to ${which}: ${all.map((f) => f.action)}\n${r.words.slice(0, 400)}`)
		const fields = form.fields.filter(([k]) => !(k in answers))
		for (const [k, v] of Object.entries(answers)) for (const one of Array.isArray(v) ? v : [v]) if (one !== null) fields.push([k, one])
		const b = button === undefined ? form.buttons[0] : form.buttons.find((x) => x.value === button || x.name === button)
		if (b?.name) fields.push([b.name, b.value ?? ''])
		const to = b?.formaction ?? (form.action || r.path)
		if (form.method === 'GET') return this.send('GET', to.split('?')[0] + '?' + new URLSearchParams(fields))
		return form.multipart ? this.postFiles(to, fields, files ?? []) : this.post(to, fields)
	}
	async signIn(citizen, password = this.server.people.password) {
		const page = await this.get('/dang-nhap')
		if (page.status === 303) return page // is signed in
		return this.submit(page, '/dang-nhap', { so_dinh_danh: citizen.number, mat_khau: password })
	}
	async signInOfficer(login, { password = this.server.people.password, unit = 'Vinh Hưng' } = {}) {
		const page = await this.get('/can-bo/dang-nhap')
		let r = await this.submit(page, '/can-bo/dang-nhap', { ten_dang_nhap: login, mat_khau: password })
		assert.equal(r.status, 303, `${login} came not to the code: ${r.words.slice(0, 300)}`)
		r = await this.follow(r)
		r = await this.submit(r, '/can-bo/dang-nhap/ma', { ma: freshCode(this.server, login) })
		assert.equal(r.status, 303, `${login} came not in: ${r.words.slice(0, 300)}`)
		if (!r.headers.location.startsWith('/can-bo/toi')) return r
		// Of several units, one is chosen for the day.
		const me = await this.follow(r)
		const choice = formsOf(me.text).find((f) => f.action.endsWith('/can-bo/toi/don-vi'))
		const units = [...choice.html.matchAll(/type="radio"[^>]*value="(\d+)"[\s\S]*?<label[^>]*>([^<]+)/g)]
		r = await this.submit(me, '/can-bo/toi/don-vi', { don_vi: units.find(([, , label]) => label.includes(unit))[1] })
		assert.equal(r.status, 303, r.words.slice(0, 300))
		return r
	}
	close() { this.agent.destroy() }
}
