// SQLite locked by somebody else; PostgreSQL killed, stopped and started again.
import assert from 'node:assert/strict'
import { spawn, execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from '../lib/run.mjs'
import { sleep, until } from '../lib/modules.mjs'
import { postgresFolder, startServer } from '../lib/server.mjs'
import { Person } from '../lib/http.mjs'
import { filings, readyToSend, sendIt, signedIn, plainTrouble, whole } from './common.mjs'

// Another program holds the only right to write.
function lock(server) {
	const other = spawn('sqlite3', [server.dir + '/motcua.db'], { stdio: ['pipe', 'pipe', 'inherit'] })
	other.stdin.write('.timeout 5000\nBEGIN IMMEDIATE;\nSELECT 1;\n')
	return new Promise((done) => other.stdout.once('data', () => done({ release: () => new Promise((gone) => { other.on('exit', gone); other.stdin.end('ROLLBACK;\n') }) })))
}

export async function locked() {
	const server = await startServer()
	const lan = await signedIn(server), guest = await signedIn(server, 1, 'en')
	const a = await readyToSend(lan), b = await readyToSend(guest)
	await test('a lock held for a moment is waited for', async () => {
		const held = await lock(server)
		const sent = sendIt(lan, a.review)
		await sleep(1500)
		assert.equal((await lan.open('/ho-so')).status, 200, 'reading waits for no writer')
		await held.release()
		assert.equal((await sent).status, 303)
	})
	await test('a lock held too long: 503, when to come back, nothing half done', async () => {
		const held = await lock(server)
		const r = await sendIt(guest, b.review)
		plainTrouble(r, 'en', 503, /again/i)
		assert.ok(+r.headers['retry-after'] > 0, 'no Retry-After')
		await held.release()
		assert.equal((await sendIt(guest, b.review)).status, 303)
		assert.equal(await server.sql(`SELECT count(*) FROM dossier WHERE id IN (${a.id}, ${b.id}) AND state = 1`), '2')
		await whole(server)
	})
	await server.close()
}

const ctl = (dir, ...args) => {
	const bin = execFileSync('bash', ['-c', 'ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1'], { encoding: 'utf8' }).trim()
	const command = [`${bin}/pg_ctl`, '-D', `${dir}/data`, '-l', `${dir}/data/server.log`, '-w', '-t', '60', ...args]
	const [head, ...rest] = process.getuid() === 0 ? ['runuser', '-u', 'postgres', '--', ...command] : command
	execFileSync(head, rest, { stdio: 'ignore' })
}

// One citizen sends drafts one after another, and repeats each until it is answered with a code.
async function keepSending(person, drafts, until) {
	const trouble = []
	for (const { id, review } of drafts) {
		for (;;) {
			const r = await sendIt(person, review)
			if (r.status === 303 && r.headers.location.includes(`/ho-so/${id}`)) break
			trouble.push(r)
			assert.ok(Date.now() < until, `no answer in time: ${r.status} ${r.words.slice(0, 200)}`)
			await sleep(100)
		}
	}
	return trouble
}

export async function postgres() {
	const server = await startServer({ engine: 'pg' })
	const dir = postgresFolder()
	const lan = await signedIn(server), guest = await signedIn(server, 1, 'en')
	const mine = [], theirs = [] // of different procedures: a person has one draft of each
	for (const filing of filings) mine.push(await readyToSend(lan, filing))
	for (const filing of filings) theirs.push(await readyToSend(guest, filing))
	const sent = (list) => server.sql(`SELECT count(*) FROM dossier WHERE id IN (${list.map((d) => d.id)}) AND state = 1`)
	await test('PostgreSQL is stopped: every page that needs it says so, and when to come back', async () => {
		ctl(dir, 'stop', '-m', 'immediate')
		for (const [person, lang, words] of [[lan, 'vi', /bấm lại sau một phút/], [guest, 'en', /again in a minute/]]) {
			const page = await person.get('/ho-so')
			plainTrouble(page, lang, 503, words)
			assert.ok(+page.headers['retry-after'] > 0, 'no Retry-After')
			plainTrouble(await sendIt(person, (person === lan ? mine : theirs)[0].review), lang, 503, words)
		}
		await until('healthz says that the database is away', async () => (await server.health()) === 503, 10000) // it looks once a second
		assert.equal((await new Person(server).get('/thu-tuc/1.001193')).status, 200, 'what is in memory is still served')
	})
	await test('it comes back: work goes on without a restart, nothing is lost or doubled', async () => {
		ctl(dir, 'start')
		await until('healthz is well', async () => (await server.health()) === 200, 30000)
		await keepSending(lan, mine.slice(0, 2), Date.now() + 30000)
		await keepSending(guest, theirs.slice(0, 2), Date.now() + 30000)
		assert.equal(await sent([...mine.slice(0, 2), ...theirs.slice(0, 2)]), '4')
		await whole(server)
	})
	await test('killed in the middle of work: each submission is there once', async () => {
		const work = [keepSending(lan, mine.slice(2), Date.now() + 60000), keepSending(guest, theirs.slice(2), Date.now() + 60000)]
		await sleep(20)
		process.kill(+readFileSync(`${dir}/data/postmaster.pid`, 'utf8').split('\n')[0], 'SIGQUIT')
		await sleep(1500)
		ctl(dir, 'start')
		await Promise.all(work)
		assert.equal(await sent([...mine.slice(2), ...theirs.slice(2)]), '4')
		assert.equal(await server.sql(`SELECT count(*) FROM ledger_event WHERE verb = 'dossier.submit' AND thing_id IN (${[...mine, ...theirs].map((d) => d.id)})`), '8')
		await whole(server)
	})
	await server.close()
}
