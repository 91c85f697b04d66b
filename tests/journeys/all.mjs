// Journeys in Chromium, on SQLite and on PostgreSQL. node tests/journeys/all.mjs [sqlite|pg]; MOTCUA_ONLY=words
import { main, section } from '../lib/run.mjs'
import { startServer } from '../lib/server.mjs'
import { chiLan } from './chi-lan.mjs'
import { anhHai } from './anh-hai.mjs'
import { bacNam } from './bac-nam.mjs'
import { rut, tuChoi } from './tu-choi.mjs'
import { haiCanBo } from './hai-can-bo.mjs'

const asked = process.argv.slice(2)
const stories = [chiLan, anhHai, bacNam, tuChoi, rut, haiCanBo]

await main('journeys', async () => {
	for (const engine of ['sqlite', 'pg'].filter((e) => asked.length === 0 || asked.includes(e))) {
		section(engine === 'pg' ? 'PostgreSQL' : 'SQLite')
		const server = await startServer({ engine })
		for (const tell of stories) await tell(server)
		await server.close()
	}
})
