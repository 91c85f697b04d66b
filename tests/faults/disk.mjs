// The data lie on a small file system of their own, which fills up.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atEnd, skip, test } from '../lib/run.mjs'
import { until } from '../lib/modules.mjs'
import { startServer } from '../lib/server.mjs'
import { pdf } from '../lib/files.mjs'
import { answerStep, begin, file, generic } from '../lib/dossier.mjs'
import { readyToSend, sendIt, signedIn, plainTrouble, whole } from './common.mjs'

function smallDisk() {
	const dir = mkdtempSync(join(tmpdir(), 'motcua-dia-'))
	try {
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160m', 'tmpfs', dir], { stdio: 'ignore' })
	} catch {
		rmSync(dir, { recursive: true })
		return null
	}
	atEnd(() => { execFileSync('umount', ['-l', dir]); rmSync(dir, { recursive: true, force: true }) })
	return dir
}

// Nothing is left, to the last block: what other files give up meanwhile is taken again.
function fill(dir) {
	for (let i = 0; i < 64; i++) {
		const { bavail, bsize } = statfsSync(dir)
		if (bavail === 0) return
		try { writeFileSync(`${dir}/day-${Date.now()}-${i}`, Buffer.alloc(bavail * bsize)) } catch { /* that was the last block */ }
	}
}
const empty = (dir) => execFileSync('bash', ['-c', `rm -f '${dir}'/day-*`])

export async function disk() {
	const dir = smallDisk()
	if (!dir) return skip('full disk', 'mounting a small file system is not allowed here')
	const server = await startServer({ home: dir + '/nha' })
	const lan = await signedIn(server), guest = await signedIn(server, 1, 'en')
	const { id, review } = await readyToSend(lan)
	const before = await readyToSend(guest)
	const sent = await file(lan, generic('1.000656'))
	const child = await begin(lan, '1.001193')
	await test('a full disk: what cannot be kept is not acknowledged, and it is said', async () => {
		fill(dir)
		// The log of the database has room of its own: letters are taken until that is used up too.
		const page = await lan.open(`/ho-so/${sent.id}`)
		let refused = null
		for (let i = 0; i < 5000 && !refused; i++) {
			if (i % 20 === 0) fill(dir)
			const r = await lan.submit(page, '/nhan', { noi_dung: `${i}: ${'Tôi hỏi thêm. '.repeat(350)}`, khoa: randomBytes(32).toString('base64url') })
			if (r.status !== 303) refused = r
		}
		assert.ok(refused, 'nothing was refused on a full disk')
		plainTrouble(refused, 'vi', [503, 507], /hết chỗ|đầy|thử lại|gửi lại/i)
		fill(dir)
		plainTrouble(await sendIt(guest, before.review), 'en', [503, 507], /again|full|space/i)
		plainTrouble(await sendIt(lan, review), 'vi', [503, 507], /thử lại|gửi lại/i)
		assert.equal(await server.sql(`SELECT count(*) FROM dossier WHERE id IN (${id}, ${before.id}) AND state <> 0`), '0')
	}, { timeout: 120000 })
	await test('pages are still read, and /healthz tells the operator', async () => {
		const r = await lan.open(`/nop/ho-so/${id}/xem-lai`)
		assert.equal(r.status, 200)
		await until('healthz says that there is no room', async () => (await server.health()) === 503, 5000)
	})
	await test('a file that finds no room is refused', async () => {
		fill(dir)
		const step = await lan.open(`/nop/ho-so/${child.id}/tre_em`)
		const upload = await answerStep(lan, step.status === 200 ? step : child.page, { answers: {}, everyPaper: true, files: [{ field: 'tep_chung_sinh', name: 'a.pdf', content: pdf('x') }] })
		assert.ok(upload.status >= 400, `${upload.status}`)
	})
	await test('with room again everything goes on without a restart', async () => {
		empty(dir)
		await until('healthz is well', async () => (await server.health()) === 200, 45000)
		for (const person of [lan, guest]) person.close() // connections that were idle that long are gone
		assert.equal((await sendIt(lan, review)).status, 303)
		assert.equal((await sendIt(guest, before.review)).status, 303)
		assert.equal(await server.sql(`SELECT count(*) FROM dossier WHERE id IN (${id}, ${before.id}) AND state = 1`), '2')
		await whole(server)
	})
	await server.close()
}
