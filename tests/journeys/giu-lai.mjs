// Nothing that was typed is lost: the session ends, another device goes on, the page saves by itself.
import assert from 'node:assert/strict'
import { story, see, send, follow, signIn } from './people.mjs'
import { marriageStatus } from '../lib/dossier.mjs'

const address = 'Ngõ 9, khối Tân Tiến, phường Vinh Hưng, tỉnh Nghệ An'

export const giuLai = (server) => story(server, 'không mất gì đã điền', async (open) => {
	const { clock, people } = server
	clock.nextWorkingDay(1, '11:00')
	const drafts = () => server.sql(`SELECT count(*) FROM dossier WHERE state = 0 AND channel = 0 AND account_id = (SELECT id FROM account WHERE login = '${people.citizens[1].number}')`).then(Number)
	const start = `/nop/${marriageStatus.code}?noi=${encodeURIComponent('phường Vinh Hưng, tỉnh Nghệ An')}`
	const phone = await open({ width: 390 })
	await phone.goto('/dang-nhap')
	await signIn(phone, server, people.citizens[1])
	await phone.goto(start)
	if (await phone.getByRole('link', { name: 'Bắt đầu lại' }).count()) {
		await follow(phone, 'Bắt đầu lại')
		await send(phone, 'Bỏ hồ sơ cũ và bắt đầu lại')
	} else await send(phone, 'Bắt đầu điền')
	const before = await drafts(), step = phone.url()

	// Typed and not sent: the page saves it when it goes out of sight, and after 20 seconds anyway.
	await phone.locator('[name="nyc_noi_cu_tru"]').fill(address)
	const saved = phone.waitForResponse((r) => r.request().method() === 'POST' && r.status() < 300, { timeout: 30000 })
	await saved
	await see(phone, /Đã lưu nháp lúc/)
	const laptop = await open()
	await laptop.goto('/dang-nhap')
	await signIn(laptop, server, people.citizens[1])
	await laptop.goto(start)
	await see(laptop, /Bạn có hồ sơ đang điền dở/)
	await follow(laptop, 'Điền tiếp')
	assert.equal(await laptop.locator('[name="nyc_noi_cu_tru"]').inputValue(), address)
	assert.equal(await drafts(), before)

	// The session ends while he types. He presses Save, signs in, and finds everything.
	await laptop.locator('[name="nyc_noi_cu_tru"]').fill(address + ' (nhà mới)')
	await phone.goto('/tai-khoan')
	await phone.getByRole('button', { name: 'Đăng xuất mọi thiết bị' }).first().click()
	await phone.waitForLoadState()
	laptop.expected.push(401, 403, 422) // one question of the step is not answered yet
	await send(laptop, 'Lưu và tiếp tục')
	await see(laptop, /Phiên làm việc đã hết|đăng nhập/i)
	if (await laptop.getByRole('link', { name: 'Đăng nhập' }).count() && !/dang-nhap/.test(laptop.url())) await follow(laptop, 'Đăng nhập')
	await signIn(laptop, server, people.citizens[1])
	await see(laptop, 'Những gì bạn đã điền vẫn còn')
	await send(laptop, 'Gửi tiếp')
	await laptop.goto(step)
	assert.equal(await laptop.locator('[name="nyc_noi_cu_tru"]').inputValue(), address + ' (nhà mới)')
	assert.equal(await drafts(), before)

	// To start over is said before it is done.
	await laptop.goto(start)
	await follow(laptop, 'Bắt đầu lại')
	await see(laptop, /sẽ bỏ hồ sơ đang điền dở/)
	assert.equal(await drafts(), before)
	await send(laptop, 'Bỏ hồ sơ cũ và bắt đầu lại')
	assert.equal(await drafts(), before)
	assert.notEqual(await laptop.locator('[name="nyc_noi_cu_tru"]').inputValue(), address + ' (nhà mới)')
})
