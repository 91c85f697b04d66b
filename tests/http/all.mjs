// HTTP tests: all of them on SQLite; those that meet the database on PostgreSQL too.
// node tests/http/all.mjs [sqlite|pg] [PART…]
import { main, section } from '../lib/run.mjs'
import { startServer } from '../lib/server.mjs'
import { addresses } from './addresses.mjs'
import { input } from './input.mjs'
import { sessions } from './sessions.mjs'
import { dossiers } from './dossiers.mjs'
import { forms } from './forms.mjs'
import { officers } from './officers.mjs'
import { mail } from './mail.mjs'
import { weight } from './weight.mjs'

const asked = process.argv.slice(2)
const engines = ['sqlite', 'pg'].filter((e) => !asked.some((a) => ['sqlite', 'pg'].includes(a)) || asked.includes(e))
const parts = { addresses, input, sessions, dossiers, forms, officers, weight }
const onPostgres = ['sessions', 'dossiers', 'officers']
const wants = (name) => !asked.some((a) => a in parts || a === 'mail') || asked.includes(name)

await main('http', async () => {
	for (const engine of engines) {
		const names = Object.keys(parts).filter((name) => wants(name) && (engine === 'sqlite' || onPostgres.includes(name)))
		if (names.length > 0) {
			const server = await startServer({ engine })
			console.log(`== ${engine}`)
			for (const name of names) await parts[name](server)
			await server.close()
		}
		if (wants('mail') && engine === 'sqlite') await mail(engine)
		section('')
	}
})
