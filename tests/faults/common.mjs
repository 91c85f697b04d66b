import assert from 'node:assert/strict'
import { Person } from '../lib/http.mjs'
import { begin, fillIn, generic, marriageStatus } from '../lib/dossier.mjs'

export async function signedIn(server, nr = 0, lang = 'vi') {
	const person = new Person(server, { lang })
	assert.equal((await person.signIn(server.people.citizens[nr])).status, 303)
	return person
}

// Four that need different papers and questions.
export const filings = [marriageStatus, ...['1.000656', '1.001022', '1.004837'].map(generic)]
// A draft that needs only to be sent: its review page and id.
export async function readyToSend(person, filing = marriageStatus) {
	const { page, id } = await begin(person, filing.code)
	return { id, review: await fillIn(person, page, filing) }
}
export const sendIt = (person, review) => person.submit(review, (f) => f.action.endsWith('/nop'))

// A page that says what happened and what to do, and nothing of the inside.
export function plainTrouble(r, lang, status, wordsWanted) {
	assert.ok([].concat(status).includes(r.status), `${r.path}: ${r.status} ${r.words.slice(0, 300)}`)
	assert.match(r.text, new RegExp(`<html[^>]* lang="${lang}"`))
	assert.match(r.words, wordsWanted)
	assert.ok(!/sqlite|postgres|SQLSTATE|errno|db\.[a-z]|\.c:\d/i.test(r.words), `tells the inside: ${r.words.slice(0, 400)}`)
}

export async function whole(server) {
	assert.match(await server.command('ledger', 'verify'), /./)
	await server.command('tally', 'recount')
}
