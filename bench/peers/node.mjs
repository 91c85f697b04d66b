// The same pages by Node and better-sqlite3, as its makers advise: one process per core (cluster), WAL, prepared statements, a
// template that is compiled once. The template is the page our own program printed: every text of the data that stands in it is
// a hole, which is filled anew, escaped, from the rows that were read for this request. What in a real page would also be
// chosen, counted or formatted is left as it stands, in this peer's favour.
//   node node.mjs PORT DATABASE PAGES
import cluster from 'node:cluster'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { availableParallelism } from 'node:os'
import Database from 'better-sqlite3'

const [port, database, pages] = process.argv.slice(2)

if (cluster.isPrimary) {
  for (let i = 0; i < availableParallelism(); i++) cluster.fork()
  process.on('SIGTERM', () => process.exit())
} else {
  const db = new Database(database, { readonly: true })
  const q = {
    procedure: db.prepare('SELECT body FROM procedure_revision WHERE code = ? AND state = 1'),
    revision: db.prepare('SELECT name, body FROM procedure_revision WHERE id = ?'),
    unit: db.prepare('SELECT name, address, phone FROM unit WHERE id = ?'),
    session: db.prepare('SELECT a.id, a.name FROM account_session s JOIN account a ON a.id = s.account_id WHERE s.token_hash = ? ' +
      'AND s.stage = 0 AND s.expires_at > ? AND a.disabled_at = 0').safeIntegers(),
    dossier: db.prepare('SELECT * FROM dossier WHERE id = ?').safeIntegers(),
    code: db.prepare('SELECT * FROM dossier WHERE code_fold = ?').safeIntegers(),
    values: db.prepare('SELECT body FROM dossier_value WHERE dossier_id = ?'),
    papers: db.prepare('SELECT paper, name, size FROM dossier_paper WHERE dossier_id = ? ORDER BY id'),
    slips: db.prepare('SELECT kind, no, body FROM dossier_slip WHERE dossier_id = ? ORDER BY id'),
    messages: db.prepare('SELECT kind, name, body FROM dossier_message WHERE dossier_id = ? ORDER BY id'),
    events: db.prepare('SELECT verb, reason, detail FROM ledger_event WHERE thing_id = ? ORDER BY id LIMIT 200')
  }
  const escape = s => String(s).replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`)
  const texts = (v, out) => { // every text and number in a tree, in order
    if (v === null || v === undefined) return out
    if (Array.isArray(v)) for (const x of v) texts(x, out)
    else if (typeof v === 'object') for (const x of Object.values(v)) texts(x, out)
    else if (typeof v !== 'boolean') out.push(String(v))
    return out
  }

  const read = {
    procedure: ({ code }) => texts(JSON.parse(q.procedure.get(code).body), []),
    track: ({ code }) => {
      const d = q.code.get(code)
      const revision = q.revision.get(d.procedure_id)
      return texts([d.code, revision.name, q.unit.get(d.unit_id), q.events.all(d.id)], [])
    },
    dossier: ({ id, token }) => {
      const who = q.session.get(createHash('sha256').update(token).digest('hex'), Date.now() * 1000)
      const d = q.dossier.get(BigInt(id))
      if (!who || d.account_id !== who.id) return null
      const revision = q.revision.get(d.procedure_id)
      return texts([who.name, d.code, d.applicant, d.citizen_no, d.phone, d.email, d.address, revision.name, JSON.parse(revision.body).result,
        q.unit.get(d.unit_id), JSON.parse(q.values.get(d.id).body), q.papers.all(d.id), q.slips.all(d.id).map(s => JSON.parse(s.body)),
        q.messages.all(d.id), q.events.all(d.id)], [])
    }
  }

  // Holes: the longest texts first, each at all its places.
  function compile (kind, sample) {
    const values = read[kind](sample)
    const marks = values.map((v, i) => ({ v, i, html: escape(v) })).filter(m => m.html.length > 5).sort((a, b) => b.html.length - a.html.length)
    let parts = [readFileSync(`${pages}/${kind}.html`, 'utf8')]
    for (const m of marks) {
      parts = parts.flatMap(p => typeof p !== 'string'
        ? [p]
        : p.split(m.html).flatMap((piece, n) => n ? [{ i: m.i }, piece] : [piece]))
    }
    return parts
  }
  const [token, id, code] = readFileSync(`${pages}/sample.txt`, 'utf8').split('\n')
  const template = {
    procedure: compile('procedure', { code: '1.001193' }), track: compile('track', { code }), dossier: compile('dossier', { id, token })
  }
  const render = (kind, request) => {
    const values = read[kind](request)
    if (!values) return null
    let out = ''
    for (const p of template[kind]) out += typeof p === 'string' ? p : escape(values[p.i] ?? '')
    return out
  }
  const answer = (res, html) => {
    if (html === null) { res.writeHead(404); return res.end() }
    res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': Buffer.byteLength(html) })
    res.end(html)
  }

  createServer((req, res) => {
    if (req.method === 'POST') {
      let body = ''
      req.on('data', piece => { body += piece })
      req.on('end', () => answer(res, render('track', { code: new URLSearchParams(body).get('ma') })))
    } else if (req.url.startsWith('/ho-so/')) {
      const cookie = /phien=([^;]+)/.exec(req.headers.cookie ?? '')
      answer(res, render('dossier', { id: req.url.slice(7), token: cookie ? cookie[1] : '' }))
    } else if (req.url.startsWith('/thu-tuc/')) {
      answer(res, render('procedure', { code: req.url.slice(9) }))
    } else {
      res.end()
    }
  }).listen(Number(port), '127.0.0.1')
}
