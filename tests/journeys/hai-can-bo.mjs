// Two officers have the same dossier open. One is first; the other is told, and nothing is overwritten.
import assert from 'node:assert/strict'
import { story, see, signInOfficer, openDossier, move, choosePerson, follow } from './people.mjs'
import { act, file, marriageStatus } from '../lib/dossier.mjs'
import { Person } from '../lib/http.mjs'

export const haiCanBo = (server) => story(server, 'hai cán bộ cùng lúc', async (open) => {
	const { clock, people } = server
	clock.nextWorkingDay(1, '08:30')
	const lan = new Person(server), receiver = new Person(server)
	await lan.signIn(people.citizens[0])
	const { id, code } = await file(lan, marriageStatus)
	await receiver.signInOfficer('tiepnhan')
	assert.equal((await act(receiver, id, 'tiep-nhan')).status, 303)

	const [one, two] = [await open(), await open()]
	await signInOfficer(one, server, 'xuly')
	await signInOfficer(two, server, 'xuly2')
	await openDossier(one, code)
	await openDossier(two, code)

	// Both take it at the same moment.
	await choosePerson(one, 'Phân công', new RegExp(people.officers.xuly.name))
	await choosePerson(two, 'Phân công', new RegExp(people.officers.xuly2.name))
	const answers = await Promise.all([move(one, 'Phân công', 'Phân công'), move(two, 'Phân công', 'Phân công')])
	const statuses = answers.map((r) => r.status()).sort()
	assert.deepEqual(statuses, [200, 409])
	const loser = answers[0].status() === 409 ? one : two, winner = loser === one ? two : one
	loser.expected.push(409)
	await see(loser, /Đồng nghiệp đã xử lý trước/)
	await see(loser, winner === one ? people.officers.xuly.name : people.officers.xuly2.name)
	await follow(loser, 'Xem hồ sơ như bây giờ')
	await see(loser, winner === one ? people.officers.xuly.name : people.officers.xuly2.name)
	assert.equal(await server.sql(`SELECT count(*) FROM ledger_event WHERE thing_id = ${id} AND verb = 'dossier.assign'`), '1')

	// A nervous double click proposes once.
	await openDossier(winner, code)
	const fold = winner.locator('.dv-moves details').filter({ has: winner.locator('summary', { hasText: /^Trình kết quả$/ }) })
	if (!(await fold.evaluate((e) => e.open))) await fold.locator('summary').click()
	await fold.locator('[name="noi_dung"]').fill('Đủ điều kiện.')
	await fold.getByRole('button', { name: 'Trình kết quả' }).dblclick()
	await see(winner, /Trình duyệt/)
	assert.equal(await server.sql(`SELECT count(*) FROM ledger_event WHERE thing_id = ${id} AND verb = 'dossier.propose'`), '1')
})
