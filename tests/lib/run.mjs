// A small runner: tests one after another, a line each, the totals last: "NAME: N passed, N failed[, N skipped]".
// MOTCUA_ONLY=words runs those tests only whose name has the words.
import { sleep } from './modules.mjs'

const counts = { passed: 0, failed: 0, skipped: 0 }
const only = process.env.MOTCUA_ONLY ?? ''
const closers = []
let group = ''

// Whatever is started for the tests: ended in reverse order, whatever happens.
export const atEnd = (fn) => closers.push(fn)
export const section = (name) => { group = name ? name + ': ' : '' }
export const wanted = (name) => (group + name).includes(only)

function report(line, error) {
	console.log(line)
	if (error) console.log(String(error?.stack ?? error).split('\n').slice(0, 25).map((l) => '    ' + l).join('\n'))
}

export async function test(name, fn, { timeout = 60000 } = {}) {
	if (!wanted(name)) return false
	const stop = new AbortController()
	try {
		await Promise.race([fn(), sleepThenFail(timeout, stop.signal)])
		counts.passed++
		report(`ok ${group}${name}`)
		return true
	} catch (error) {
		counts.failed++
		report(`not ok ${group}${name}`, error)
		return false
	} finally {
		stop.abort()
	}
}

async function sleepThenFail(ms, signal) {
	const end = Date.now() + ms
	while (!signal.aborted && Date.now() < end) await sleep(100)
	if (!signal.aborted) throw new Error(`took longer than ${ms / 1000} s`)
}

export function skip(name, reason) {
	if (!wanted(name)) return
	counts.skipped++
	console.log(`skipped ${group}${name}: ${reason}`)
}

export async function finish(name) {
	for (const close of closers.reverse())
		await Promise.resolve().then(close).catch((error) => { counts.failed++; report('not ok ending', error) })
	const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
	console.log(`${name}: ${counts.passed} passed, ${counts.failed} failed${skipped}`)
	process.exit(counts.failed > 0 ? 1 : 0)
}

// A part is a function that calls test(); what it throws outside of them is a failure too.
export async function main(name, part) {
	for (const signal of ['SIGINT', 'SIGTERM'])
		process.on(signal, () => { counts.failed++; finish(name) })
	try {
		await part()
	} catch (error) {
		counts.failed++
		report(`not ok ${group}preparing`, error)
	}
	await finish(name)
}
