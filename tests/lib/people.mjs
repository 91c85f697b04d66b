// The people of a demo folder, and the codes of officers' phones.
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import assert from 'node:assert/strict'

export function readPeople(file) {
	const text = readFileSync(file, 'utf8')
	const people = { password: /Password of everybody: (\S+)/.exec(text)[1], citizens: [], units: [], officers: {} }
	for (const line of text.split('\n')) {
		const citizen = /^Citizen\s+(\d{12})\s+(.+)$/.exec(line)
		const unit = /^(\S.*) \((H[\d.]+)\)$/.exec(line)
		const officer = /^ {2}(\S+)\s+(.+?)\s+TOTP ([A-Z2-7]+)/.exec(line)
		if (citizen) people.citizens.push({ number: citizen[1], name: citizen[2] })
		if (unit) people.units.push({ name: unit[1], code: unit[2], staff: [] })
		if (officer) {
			const o = { login: officer[1], name: officer[2], secret: officer[3] }
			people.officers[o.login] = o
			people.units.at(-1).staff.push(o)
		}
	}
	assert.ok(people.citizens.length >= 2 && people.units.length >= 4, `${file} names no people`)
	return people
}

function base32(text) {
	const out = []
	let bits = 0, have = 0
	for (const c of text) {
		bits = (bits << 5 | 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c)) & 0xfff
		if ((have += 5) >= 8) out.push(bits >> (have -= 8) & 0xff)
	}
	return Buffer.from(out)
}

// RFC 6238, SHA-1, 30 s, six digits.
export function totp(secret, ms) {
	const step = Buffer.alloc(8)
	step.writeBigUInt64BE(BigInt(Math.floor(ms / 30000)))
	const h = createHmac('sha1', base32(secret)).update(step).digest()
	return String((h.readUInt32BE(h[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0')
}

// A code that this officer has not used yet: each works once, so the clock may have to move on to the next one.
export function freshCode(server, login) {
	const officer = server.people.officers[login]
	assert.ok(officer, `no officer ${login} in the demo`)
	const step = () => Math.floor(server.clock.now() / 30000)
	if (officer.used !== undefined && step() <= officer.used) server.clock.set((officer.used + 1) * 30000 + 1000)
	officer.used = step()
	return totp(officer.secret, server.clock.now())
}

// The province, century and sex, and year of a number are those of the birth; the rest is a serial.
export const citizenNumber = (province, sex, year, serial) =>
	`0${province}${Math.floor((year - 1900) / 100) * 2 + (sex === 'nu' ? 1 : 0)}${String(year % 100).padStart(2, '0')}${String(serial).padStart(6, '0')}`
