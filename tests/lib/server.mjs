// The program under test: a demo made once for each binary and engine, copied for each server; its own clock.
import { execFile, execFileSync, spawn } from 'node:child_process'
import { promisify } from 'node:util'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { binary, root, until } from './modules.mjs'
import { atEnd } from './run.mjs'
import { readPeople } from './people.mjs'

const run = promisify(execFile)
const day = 86400000
// The demo is made by the ordinary build, also when the sanitized one is tested.
const maker = process.env.MOTCUA_DEMO_BIN ? resolve(root, process.env.MOTCUA_DEMO_BIN) : binary

const stamp = (file) => { const s = statSync(file); return `${Math.floor(s.mtimeMs).toString(36)}${s.size.toString(36)}` }

async function makeDemo(engine) {
	const name = `demo_${engine}_${stamp(maker)}`
	const home = root + 'build/tests/'
	const dir = home + name
	mkdirSync(home, { recursive: true })
	const database = engine === 'pg' ? databaseUrl(name) : null
	const fresh = () => existsSync(dir + '/demo.txt') && Date.now() - statSync(dir + '/demo.txt').mtimeMs < day / 4
	if (fresh() && (engine !== 'pg' || (await psql('postgres', `SELECT 1 FROM pg_database WHERE datname = '${name}'`)) === '1'))
		return { dir, name }
	const work = mkdtempSync(home + 'making-')
	if (engine === 'pg') {
		await psql('postgres', `DROP DATABASE IF EXISTS ${name}`)
		await psql('postgres', `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`)
	}
	await run(maker, ['demo', '--data', work, ...(database ? ['--database', database] : [])])
	rmSync(dir, { recursive: true, force: true })
	renameSync(work, dir)
	return { dir, name }
}

// --- PostgreSQL: the one make check started, or one of our own --------------------------------------------------------
let pgUrl = process.env.MOTCUA_TEST_PG || null

function pgServer() {
	if (pgUrl) return pgUrl
	const dir = mkdtempSync(join(tmpdir(), 'motcua-pg-'))
	execFileSync('chmod', ['755', dir])
	pgUrl = execFileSync(root + 'tests/pg.sh', ['start', dir], { encoding: 'utf8' }).trim()
	atEnd(() => { execFileSync(root + 'tests/pg.sh', ['stop', dir]); rmSync(dir, { recursive: true, force: true }) })
	return pgUrl
}

const databaseUrl = (name) => pgServer().replace(/^(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, `$1${name}`)

async function psql(database, sql) {
	const { stdout } = await run('psql', ['-qAtX', '-v', 'ON_ERROR_STOP=1', '-d', databaseUrl(database), '-c', sql])
	return stdout.trim()
}

export const postgresFolder = () => new URLSearchParams(pgServer().split('?')[1]).get('host')

// --- the clock -----------------------------------------------------------------------------------------------------------
export class Clock {
	constructor(file) { this.file = file; this.shift = 0 }
	now() { return Date.now() + this.shift }
	// "2026-11-25T09:00" is local (+07:00); a number is milliseconds.
	set(when) {
		const ms = typeof when === 'number' ? when : Date.parse(/Z|[+-]\d\d:/.test(when) ? when : when + ':00+07:00')
		const before = existsSync(this.file) ? statSync(this.file).mtimeMs : 0
		do { // the program sees a new clock by the time of its file
			writeFileSync(this.file + '.new', new Date(ms + 7 * 3600000).toISOString().replace(/\.\d+Z/, '+07:00'))
		} while (statSync(this.file + '.new').mtimeMs === before)
		renameSync(this.file + '.new', this.file)
		this.shift = Math.floor(ms / 1000) * 1000 - statSync(this.file).mtimeMs
	}
	forward(minutes) { this.set(this.now() + minutes * 60000) }
	// 09:00 of the next working day after now, or of the n-th.
	nextWorkingDay(n = 1, time = '09:00') {
		const from = new Date(this.now() + 7 * 3600000).toISOString().slice(0, 16)
		const out = execFileSync(maker, ['due', '--from', from, '--limit', `${n}wd`, '--json'], { encoding: 'utf8' })
		this.set(`${JSON.parse(out).due.slice(0, 10)}T${time}`)
	}
	date(offset = 0) { return new Date(this.now() + 7 * 3600000 + offset * day).toISOString().slice(0, 10) }
}

// --- the server ------------------------------------------------------------------------------------------------------------
// Below the ports that the system gives to clients, so that nobody takes it while its server is away.
function freePort() {
	const port = 20000 + Math.floor(Math.random() * 10000)
	return new Promise((done) => {
		const s = createServer().listen(port, '127.0.0.1', () => s.close(() => done(port))).on('error', () => done(freePort()))
	})
}

export class Server {
	async spawn() {
		const args = ['serve', '--data', this.dir, '--listen', `127.0.0.1:${this.port}`]
		if (this.database) args.push('--database', this.database)
		if (this.clock) args.push('--test-clock', this.clock.file)
		this.child = spawn(binary, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...this.env } })
		this.child.stderr.setEncoding('utf8').on('data', (text) => { this.log += text })
		this.gone = new Promise((done) => this.child.on('exit', (code, signal) => { this.exit = { code, signal }; done(this.exit) }))
		this.exit = null
		await until(`the server answers\n${this.log.slice(-2000)}`, async () => {
			if (this.exit) throw new Error(`serve ended (${this.exit.code ?? this.exit.signal}): ${this.log.slice(-2000)}`)
			return (await this.health()) === 200
		}, 30000)
	}
	health() {
		return new Promise((done) => {
			const q = request({ host: '127.0.0.1', port: this.port, path: '/healthz', agent: false, timeout: 5000 }, (r) => { r.resume(); done(r.statusCode) })
			q.on('error', () => done(0)).on('timeout', () => q.destroy()).end()
		})
	}
	async stop() {
		if (!this.child || this.exit) return
		this.child.kill('SIGTERM')
		const late = setTimeout(() => this.child.kill('SIGKILL'), 20000)
		const { code, signal } = await this.gone
		clearTimeout(late)
		const broken = /^.*(AddressSanitizer|LeakSanitizer|runtime error:|assertion).*$/m.exec(this.log)
		if (broken) throw new Error(this.log.slice(broken.index, broken.index + 4000))
		if (code !== 0) throw new Error(`serve ended with ${code ?? signal}: ${this.log.slice(-3000)}`)
	}
	async kill() { this.child.kill('SIGKILL'); await this.gone }
	async restart() { await this.stop(); await this.spawn() }
	async close() {
		try { await this.stop() } finally {
			if (this.exit === null) await this.kill()
			if (this.name) await psql('postgres', `DROP DATABASE IF EXISTS ${this.name}`).catch(() => {})
			rmSync(this.home, { recursive: true, force: true })
		}
	}
	// A command of the program on the same data: its standard output; throws when it does not end with 0.
	async command(...args) {
		const { stdout } = await run(binary, [...args, '--data', this.dir, ...(this.database ? ['--database', this.database] : [])])
		return stdout
	}
	// Read beside the program, for what no page shows.
	async sql(query) {
		if (this.database) return psql(this.name, query)
		const { stdout } = await run('sqlite3', ['-readonly', '-cmd', '.timeout 5000', this.dir + '/motcua.db', query])
		return stdout.trim()
	}
	configure(conf) {
		writeFileSync(this.dir + '/motcua.conf', Object.entries(conf).map(([k, v]) => `${k} = ${v}\n`).join(''))
	}
}

let serial = 0

// A server with the demo. It is ended, and its data removed, at the end of the tests, if not before (close).
export async function startServer({ engine = 'sqlite', conf = {}, env = {}, clock = true, home } = {}) {
	const demo = await makeDemo(engine)
	const s = new Server()
	s.home = home ?? mkdtempSync(join(tmpdir(), 'motcua-test-'))
	s.dir = s.home + '/data'
	s.engine = engine
	s.env = env
	s.log = ''
	s.port = await freePort()
	s.url = `http://127.0.0.1:${s.port}`
	cpSync(demo.dir, s.dir, { recursive: true })
	if (engine === 'pg') {
		s.name = `t_${process.pid}_${serial++}`
		await psql('postgres', `CREATE DATABASE ${s.name} TEMPLATE ${demo.name}`)
		s.database = databaseUrl(s.name)
	}
	s.configure({ public_url: s.url, ...conf })
	if (clock) {
		s.clock = new Clock(s.home + '/clock')
		s.clock.nextWorkingDay()
	}
	s.people = readPeople(s.dir + '/demo.txt')
	atEnd(() => s.close())
	await s.spawn()
	return s
}
