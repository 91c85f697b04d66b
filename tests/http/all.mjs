// HTTP tests: all of them on SQLite, those that meet the database on PostgreSQL too.
import { main } from '../lib/run.mjs'
import { startServer } from '../lib/server.mjs'
import { addresses } from './addresses.mjs'
import { input } from './input.mjs'
import { sessions } from './sessions.mjs'
import { dossiers } from './dossiers.mjs'

const only = process.argv.slice(2)
const parts = { addresses, input, sessions, dossiers }

await main('http', async () => {
	const server = await startServer()
	for (const [name, part] of Object.entries(parts)) if (only.length === 0 || only.includes(name)) await part(server)
})
