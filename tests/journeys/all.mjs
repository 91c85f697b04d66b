// Journeys in Chromium, on SQLite and on PostgreSQL. node tests/journeys/all.mjs [sqlite|pg]; MOTCUA_ONLY=words
import { main, section } from '../lib/run.mjs'
import { startServer } from '../lib/server.mjs'
import { chiLan } from './chi-lan.mjs'
import { anhHai } from './anh-hai.mjs'
import { bacNam } from './bac-nam.mjs'
import { rut, tuChoi } from './tu-choi.mjs'
import { haiCanBo } from './hai-can-bo.mjs'
import { xemGiay } from './xem-giay.mjs'
import { khongScript } from './khong-script.mjs'
import { banPhim } from './ban-phim.mjs'
import { english } from './english.mjs'
import { giuLai } from './giu-lai.mjs'

const asked = process.argv.slice(2)
const stories = [chiLan, anhHai, bacNam, tuChoi, rut, haiCanBo]
// What the database has no part in.
const ways = [xemGiay, khongScript, banPhim, english, giuLai]

await main('journeys', async () => {
	for (const engine of ['sqlite', 'pg'].filter((e) => asked.length === 0 || asked.includes(e))) {
		section(engine === 'pg' ? 'PostgreSQL' : 'SQLite')
		const server = await startServer({ engine })
		for (const tell of engine === 'sqlite' ? [...stories, ...ways] : stories) await tell(server)
		await server.close()
	}
})
