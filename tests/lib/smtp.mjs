// A real SMTP server on loopback. `answer` decides on each letter: 250 takes it, 451 asks to come again, 550 refuses.
import { need } from './modules.mjs'
import { atEnd } from './run.mjs'

const { SMTPServer } = need('smtp-server')

function decode(raw) {
	const at = raw.search(/\r?\n\r?\n/)
	const head = raw.slice(0, at).replace(/\r?\n[ \t]+/g, ' ')
	const word = (s) => s.replace(/\?=\s+=\?/g, '?==?').replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, how, text) =>
		how.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString() : quoted(text.replace(/_/g, ' ')))
	const quoted = (s) => Buffer.from(s.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, h) => String.fromCharCode(parseInt(h, 16))), 'latin1').toString()
	const header = (name) => word(new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1] ?? '')
	const body = raw.slice(at).trim()
	const how = header('Content-Transfer-Encoding').toLowerCase()
	const text = how === 'base64' ? Buffer.from(body, 'base64').toString() : how === 'quoted-printable' ? quoted(body) : body
	return { subject: header('Subject'), from: header('From'), to: header('To'), text, raw, head }
}

export async function startSmtp() {
	const box = { letters: [], refused: [], answer: () => 250 }
	const server = new SMTPServer({
		disabledCommands: ['AUTH', 'STARTTLS'], logger: false, size: 1 << 20,
		onData(stream, session, done) {
			const chunks = []
			stream.on('data', (c) => chunks.push(c)).on('end', () => {
				const letter = { ...decode(Buffer.concat(chunks).toString()), rcpt: session.envelope.rcptTo.map((r) => r.address), mailFrom: session.envelope.mailFrom.address }
				const code = box.answer(letter)
				if (code === 250) { box.letters.push(letter); return done() }
				box.refused.push({ code, letter })
				done(Object.assign(new Error(code === 451 ? 'try again later' : 'no such mailbox'), { responseCode: code }))
			})
		},
	})
	await new Promise((done, fail) => { server.on('error', fail); server.listen(0, '127.0.0.1', done) })
	server.removeAllListeners('error')
	server.on('error', () => {}) // a client that is killed breaks its connection
	box.url = `smtp://127.0.0.1:${server.server.address().port}`
	box.close = () => new Promise((done) => server.close(done))
	atEnd(box.close)
	return box
}
