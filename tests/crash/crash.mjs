// kill -9 at random moments under load: what was acknowledged is there after the restart, once; what was cut off and sent
// again with the same key is one dossier; the ledger verifies; the figures equal a recount. Bounded in kills and in time.
import assert from 'node:assert/strict'
import { main, test } from '../lib/run.mjs'
import { sleep } from '../lib/modules.mjs'
import { startServer } from '../lib/server.mjs'
import { Person } from '../lib/http.mjs'
import { begin, fillIn, marriageStatus } from '../lib/dossier.mjs'

const KILLS = 20
const CLIENTS = 12
const LIMIT = 240000

// One person filing again and again. Every answer that came is written down; a request that was cut off is sent again
// until it is answered.
class Client {
	constructor(server, number) {
		this.person = new Person(server)
		this.number = number
		this.acknowledged = []
		this.again = 0
		this.stop = false
	}
	async untilAnswered(what) {
		for (let tries = 0; ; tries++) {
			try {
				return await what()
			} catch (error) {
				if (!error.code && !/socket|aborted|no answer/.test(error.message)) throw error
				this.again++
				assert.ok(tries < 400, `no answer for long: ${error.message}`)
				await sleep(50)
			}
		}
	}
	async one() {
		let review
		for (;;) { // a draft that was cut off in the middle is begun anew
			try {
				const { page } = await begin(this.person, marriageStatus.code)
				review = await fillIn(this.person, page, marriageStatus)
				break
			} catch (error) {
				if (!error.code && !/socket|aborted|no answer/.test(error.message)) throw error
				this.again++
				await sleep(50)
				if (this.stop) return
			}
		}
		const id = /ho-so\/(\d+)/.exec(review.path)[1]
		const r = await this.untilAnswered(() => this.person.submit(review, (f) => f.action.endsWith('/nop')))
		assert.equal(r.status, 303, `submission: ${r.status} ${r.words.slice(0, 300)}`)
		assert.match(r.headers.location, new RegExp(`/ho-so/${id}`))
		this.acknowledged.push(id)
	}
	async run() { while (!this.stop) await this.one() }
}

await main('crash', async () => {
	const server = await startServer({ clock: false })
	const numbers = (await server.sql(`SELECT login FROM account WHERE kind = 1 ORDER BY id LIMIT ${CLIENTS}`)).split('\n')
	const clients = numbers.map((n) => new Client(server, n))
	const before = new Map()
	let kills = 0

	await test(`${KILLS} kills under load lose and double nothing`, async () => {
		for (const c of clients) {
			const r = await c.person.signIn({ number: c.number })
			assert.equal(r.status, 303, r.words.slice(0, 200))
			before.set(c.number, +(await server.sql(`SELECT count(*) FROM dossier WHERE state <> 0 AND account_id = (SELECT id FROM account WHERE kind = 1 AND login = '${c.number}')`)))
		}
		const running = clients.map((c) => c.run())
		let failure = null
		Promise.all(running).catch((error) => { failure = error })
		while (kills < KILLS) {
			await sleep(150 + Math.random() * 900)
			if (failure) throw failure
			await server.kill()
			kills++
			await server.spawn()
		}
		await sleep(1000)
		for (const c of clients) c.stop = true
		await Promise.all(running)
		const all = clients.flatMap((c) => c.acknowledged)
		console.log(`    ${all.length} submissions acknowledged, ${clients.reduce((n, c) => n + c.again, 0)} requests cut off, ${kills} kills`)
		assert.ok(all.length >= KILLS, 'hardly anything was filed: no load')
		assert.equal(new Set(all).size, all.length)
	}, { timeout: LIMIT })

	await test('every acknowledged submission is there, once', async () => {
		for (const c of clients) {
			const account = `(SELECT id FROM account WHERE kind = 1 AND login = '${c.number}')`
			const now = +(await server.sql(`SELECT count(*) FROM dossier WHERE state <> 0 AND account_id = ${account}`))
			assert.equal(now - before.get(c.number), c.acknowledged.length, `${c.number} filed`)
			if (c.acknowledged.length === 0) continue
			const ids = c.acknowledged.join(',')
			assert.equal(+(await server.sql(`SELECT count(*) FROM dossier WHERE state = 1 AND code IS NOT NULL AND id IN (${ids})`)), c.acknowledged.length)
			assert.equal(+(await server.sql(`SELECT count(*) FROM ledger_event WHERE verb = 'dossier.submit' AND thing_id IN (${ids})`)), c.acknowledged.length)
			assert.equal(+(await server.sql(`SELECT count(*) FROM dossier_slip WHERE kind = 'acknowledgement' AND dossier_id IN (${ids})`)), c.acknowledged.length)
		}
		assert.equal(await server.sql('SELECT count(*) - count(DISTINCT code) FROM dossier WHERE code IS NOT NULL'), '0')
	})

	await test('the ledger verifies and the figures equal a recount', async () => {
		await server.stop()
		assert.match(await server.command('ledger', 'verify'), /ledger verifies/)
		assert.match(await server.command('tally', 'recount'), /equal a recount/)
	})
})
