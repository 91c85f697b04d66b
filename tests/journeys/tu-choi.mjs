// Refused, and withdrawn: both are told plainly, and nothing can be done to the dossier afterwards.
import assert from 'node:assert/strict'
import { story, see, send, follow, answer, signIn, signInOfficer, openDossier, move, movesOffered, fetchLink, readPdf } from './people.mjs'
import { file, marriageStatus } from '../lib/dossier.mjs'
import { Person } from '../lib/http.mjs'

// Filed at home, as the other stories tell it.
async function filed(server) {
	const person = new Person(server)
	await person.signIn(server.people.citizens[0])
	return file(person, marriageStatus)
}

export const tuChoi = (server) => story(server, 'từ chối', async (open) => {
	server.clock.nextWorkingDay(1, '08:30')
	const { id, code } = await filed(server)
	const desk = await open()
	await signInOfficer(desk, server, 'tiepnhan')
	await openDossier(desk, code)

	// Without a reason it does not go.
	await move(desk, 'Từ chối tiếp nhận', /Từ chối tiếp nhận/)
	desk.expected.push(422)
	await see(desk, /Có 1 chỗ|chỗ cần sửa|Chưa làm được/)
	const reason = 'Nơi thường trú không thuộc phường (Điều 21 Nghị định 123/2015/NĐ-CP). Mời nộp tại xã Nam Đàn.'
	await openDossier(desk, code)
	await move(desk, 'Từ chối tiếp nhận', /Từ chối tiếp nhận/, { ly_do: reason })

	const lan = await open()
	await signIn(lan, server, server.people.citizens[0])
	await lan.goto(`/ho-so/${id}`)
	await see(lan, 'Không được tiếp nhận')
	await see(lan, reason)
	const form03 = readPdf(server, (await fetchLink(lan, /mẫu 03/i)).bytes)
	assert.match(form03.text, /PHIẾU TỪ CHỐI/i)
	assert.match(form03.text, /Mời nộp tại xã Nam Đàn/)
	assert.equal(await lan.getByRole('link', { name: 'Rút hồ sơ' }).count(), 0)

	await openDossier(desk, code, ['da-dong'])
	assert.deepEqual(await movesOffered(desk), [])
})

export const rut = (server) => story(server, 'rút hồ sơ', async (open) => {
	server.clock.nextWorkingDay(1, '08:30')
	const { id, code } = await filed(server)
	// The clerk has the page open while she changes her mind.
	const desk = await open()
	await signInOfficer(desk, server, 'tiepnhan')
	await openDossier(desk, code)

	const lan = await open({ width: 390 })
	await signIn(lan, server, server.people.citizens[0])
	await lan.goto(`/ho-so/${id}`)
	await follow(lan, 'Rút hồ sơ')
	const why = lan.locator('main textarea')
	if (await why.count()) await why.first().fill('Tôi chuyển sang nộp ở quê.')
	await send(lan, /Rút hồ sơ/, lan.locator('main'))
	await see(lan, /Bạn đã rút hồ sơ/)

	await move(desk, 'Tiếp nhận', 'Tiếp nhận và in giấy hẹn')
	desk.expected.push(409)
	await see(desk, /đã sang bước khác|xử lý trước/)
	await see(desk, 'Đã rút')
	assert.equal(await server.sql(`SELECT state FROM dossier WHERE id = ${id}`), '10')
	void answer
})
