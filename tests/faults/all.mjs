// What goes wrong under the program: a full disk, a locked, stopped or restarted database, folders that are in the way, a stop in
// the middle of work. Each time: a clear answer in the user's language, nothing acknowledged lost, and work goes on by itself.
delete process.env.MOTCUA_TEST_PG // its own PostgreSQL, which it may stop
const { main, section } = await import('../lib/run.mjs')
const { disk } = await import('./disk.mjs')
const { locked, postgres } = await import('./database.mjs')
const { starting, stopping } = await import('./process.mjs')

const parts = { disk, locked, postgres, starting, stopping }
const asked = process.argv.slice(2)

await main('faults', async () => {
	for (const [name, part] of Object.entries(parts)) {
		if (asked.length > 0 && !asked.includes(name)) continue
		section(name)
		await part()
	}
})
