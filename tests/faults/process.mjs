// Starting where something is in the way, and being told to stop in the middle of work.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { skip, test } from '../lib/run.mjs'
import { binary, sleep } from '../lib/modules.mjs'
import { startServer } from '../lib/server.mjs'
import { filings, readyToSend, sendIt, signedIn, whole } from './common.mjs'

const serve = (...args) => new Promise((done) => {
	const child = execFile(binary, ['serve', ...args], { timeout: 15000 }, (error, stdout, stderr) => done({ code: error ? error.code ?? error.signal : 0, said: stdout + stderr }))
	child.unref()
})

export async function starting() {
	const server = await startServer()
	await server.stop()
	await test('a port that is taken is named', async () => {
		const taken = createServer()
		await new Promise((done) => taken.listen(0, '127.0.0.1', done))
		const { port } = taken.address()
		const r = await serve('--data', server.dir, '--listen', `127.0.0.1:${port}`)
		taken.close()
		assert.ok(r.code !== 0 && typeof r.code === 'number', `${r.code}`)
		assert.ok(r.said.includes(`${port}`), r.said)
	})
	await test('a mistake in the configuration is named with its line', async () => {
		writeFileSync(server.dir + '/motcua.conf', 'public_url = http://127.0.0.1\nlistn = 1\n')
		const r = await serve('--data', server.dir, '--listen', '127.0.0.1:0')
		assert.equal(r.code, 2)
		assert.match(r.said, /line 2/)
		assert.match(r.said, /listn/)
		server.configure({ public_url: server.url })
	})
	if (process.getuid() === 0) skip('a folder that may not be written', 'root may write everywhere')
	else await test('a folder that may not be written is named', async () => {
		chmodSync(server.dir, 0o500)
		const r = await serve('--data', server.dir, '--listen', '127.0.0.1:0')
		chmodSync(server.dir, 0o700)
		assert.ok(r.code !== 0 && r.said.includes(server.dir), r.said)
	})
	await server.close()
}

export async function stopping() {
	const server = await startServer()
	const people = [await signedIn(server), await signedIn(server, 1)]
	const drafts = []
	for (const filing of filings) for (const person of people) drafts.push({ person, ...(await readyToSend(person, filing)) })
	await test('told to stop under load: what was begun is answered, the rest is cut off, the end is clean', async () => {
		const answers = drafts.map(({ person, review }) => sendIt(person, review).catch((error) => error))
		await sleep(15)
		await server.stop() // throws unless it ends with 0
		const done = await Promise.all(answers)
		await server.spawn()
		for (const [i, r] of done.entries()) {
			const state = await server.sql(`SELECT state FROM dossier WHERE id = ${drafts[i].id}`)
			if (r.status === 303) assert.equal(state, '1', 'acknowledged and not there')
			else assert.ok(r instanceof Error || r.status === 503, `${r.status}`)
		}
		await whole(server)
	})
	await test('a backup taken while people submit is whole', async () => {
		const busy = (async () => { for (let i = 0; i < 6; i++) { const d = await readyToSend(people[0]); assert.equal((await sendIt(people[0], d.review)).status, 303) } })()
		await server.command('db', 'backup', server.home + '/b.tar')
		await busy
		const restored = server.home + '/lai'
		const run = (...args) => new Promise((ok, no) => execFile(binary, args, (error, stdout, stderr) => (error ? no(new Error(stdout + stderr)) : ok(stdout))))
		await run('db', 'restore', server.home + '/b.tar', '--data', restored)
		await run('ledger', 'verify', '--data', restored)
		await run('tally', 'recount', '--data', restored)
	})
	await server.close()
}
