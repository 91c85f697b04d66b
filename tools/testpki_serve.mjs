// The test authorities on loopback: CRLs and time stamps over HTTP here, and for each authority an `openssl ocsp` of its own. Started by
// `tools/testpki serve`; prints a line when all of them answer; ends with SIGTERM, and its children with it.
import { createServer } from 'node:http'
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const [dir, host, portText] = process.argv.slice(2)
const port = Number(portText)
const responders = [['ca-public', 'ocsp-public'], ['ca-public-ec', 'ocsp-public-ec'], ['ca-government', 'ocsp-government']]
const work = mkdtempSync(join(tmpdir(), 'testpki-'))

const children = responders.map(([ca, responder], i) => spawn('openssl', ['ocsp', '-port', String(port + 1 + i), '-index', `${dir}/ca/${ca}/index.txt`,
	'-CA', `${dir}/certs/${ca}.pem`, '-rsigner', `${dir}/certs/${responder}.pem`, '-rkey', `${dir}/keys/${responder}.pem`, '-nmin', '60'],
	{ stdio: 'ignore', env: { ...process.env, OPENSSL_CONF: '/dev/null' } }))

function body(req) {
	return new Promise((done) => { const parts = []; req.on('data', (p) => parts.push(p)); req.on('end', () => done(Buffer.concat(parts))) })
}

let number = 0
async function stamp(name, query) {
	const base = join(work, String(++number))
	writeFileSync(base + '.tsq', query)
	await new Promise((done, failed) => execFile('openssl', ['ts', '-reply', '-config', `${dir}/tsa.cnf`, '-section', name, '-queryfile', base + '.tsq',
		'-out', base + '.tsr'], (error) => error ? failed(error) : done()))
	return readFileSync(base + '.tsr')
}

const server = createServer(async (req, res) => {
	const [, kind, name] = /^\/(crl|tsa)\/([a-z0-9-]+)(?:\.crl)?$/.exec(req.url) ?? []
	try {
		const answer = kind === 'crl' ? readFileSync(`${dir}/crls/${name}.crl`) : kind === 'tsa' ? await stamp(name, await body(req)) : null
		if (answer === null) return res.writeHead(404).end()
		res.writeHead(200, { 'Content-Type': kind === 'crl' ? 'application/pkix-crl' : 'application/timestamp-reply' }).end(answer)
	} catch (error) {
		res.writeHead(500).end(String(error))
	}
})

function end() {
	for (const child of children) child.kill()
	rmSync(work, { recursive: true, force: true })
	process.exit(0)
}
process.on('SIGTERM', end)
process.on('SIGINT', end)

// Asked as a client asks: a connection that is only opened and closed again sends this responder into a loop.
const answers = (ca, p) => new Promise((done) => execFile('openssl', ['ocsp', '-issuer', `${dir}/certs/${ca}.pem`, '-serial', '1', '-noverify', '-no_nonce',
	'-url', `http://${host}:${p}`], { timeout: 2000 }, (error) => done(!error)))
server.listen(port, host, async () => {
	for (const [i, [ca]] of responders.entries())
		for (let tries = 0; !(await answers(ca, port + 1 + i)); tries++) {
			if (tries > 100) { console.error(`no OCSP on port ${port + 1 + i}`); end() }
			await new Promise((done) => setTimeout(done, 50))
		}
	console.log(`test authorities on http://${host}:${port}`)
})
