// The demo of each engine, made before the parts that copy it run side by side; then both must verify.
import assert from 'node:assert/strict'
import { main, test } from './lib/run.mjs'
import { startServer } from './lib/server.mjs'

await main('demo', async () => {
	for (const engine of ['sqlite', 'pg']) {
		await test(`${engine}: made by the real moves; the ledger verifies and the figures equal a recount`, async () => {
			const server = await startServer({ engine })
			assert.ok(+(await server.sql('SELECT count(*) FROM dossier')) >= 200)
			await server.command('ledger', 'verify')
			assert.match(await server.command('tally', 'recount'), /equal a recount/)
			await server.close()
		}, { timeout: 300000 })
	}
})
