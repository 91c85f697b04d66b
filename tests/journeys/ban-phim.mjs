// By keyboard alone: Tab, arrows, Space, Enter and typing; where one stands is always seen.
import assert from 'node:assert/strict'
import { story, see } from './people.mjs'
import { freshCode } from '../lib/people.mjs'
import { file, marriageStatus } from '../lib/dossier.mjs'
import { Person } from '../lib/http.mjs'

const focused = (page) => page.evaluate(() => {
	const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e)
	const label = e.labels?.[0] ? getComputedStyle(e.labels[0], '::before') : null
	const marked = (s) => s && (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none')
	const name = (e.getAttribute('aria-label') || [...(e.labels ?? [])].map((l) => l.textContent).join(' ') || e.textContent || e.value || '').replace(/\s+/g, ' ').trim()
	return { tag: e.tagName, type: e.type ?? '', field: e.name ?? '', name, seen: box.width > 0 && box.height > 0 && (marked(style) || marked(label)) }
})

// Tab until the focus is where it is wanted.
async function tabTo(page, wanted, what) {
	for (let i = 0; i < 150; i++) {
		await page.keyboard.press('Tab')
		const f = await focused(page)
		if (f.tag === 'BODY') continue
		assert.ok(f.seen, `nothing shows that the focus is on ${JSON.stringify(f)} at ${page.url()}`)
		if (wanted(f)) return f
	}
	throw new Error(`${what} is not reached by Tab at ${page.url()}`)
}
const named = (name) => (f) => (typeof name === 'string' ? f.name === name : name.test(f.name))
const go = async (page, name) => {
	await tabTo(page, named(name), String(name))
	await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
}
const type = async (page, field, text) => {
	await tabTo(page, (f) => f.field === field, field)
	await page.keyboard.press('Control+A')
	await page.keyboard.type(text)
}

export const banPhim = (server) => story(server, 'chỉ dùng bàn phím', async (open) => {
	const { clock, people } = server
	clock.nextWorkingDay(1, '10:00')

	// The first Tab offers to leap over the menu.
	const lan = await open()
	await lan.goto('/')
	await lan.keyboard.press('Tab')
	assert.equal((await focused(lan)).name, 'Chuyển đến nội dung chính')
	await lan.keyboard.press('Enter')
	await type(lan, 'q', 'giay doc than')
	await Promise.all([lan.waitForNavigation(), lan.keyboard.press('Enter')])
	await go(lan, /Giấy xác nhận tình trạng hôn nhân/)
	await go(lan, /^Nộp hồ sơ/)

	// The list of places opens while one types, and is walked with the arrows.
	await tabTo(lan, named(/Nơi nhận hồ sơ/), 'the place')
	await lan.keyboard.type('vinh hung nghe', { delay: 30 })
	await lan.getByRole('option', { name: /Vinh Hưng.*Nghệ An/ }).waitFor()
	await lan.keyboard.press('ArrowDown')
	await lan.keyboard.press('Enter')
	await go(lan, 'Chọn nơi nhận')
	await go(lan, 'Đăng nhập để điền')
	await type(lan, 'so_dinh_danh', people.citizens[0].number)
	await type(lan, 'mat_khau', people.password)
	await Promise.all([lan.waitForNavigation(), lan.keyboard.press('Enter')])
	if (await lan.getByRole('link', { name: 'Bắt đầu lại' }).count()) {
		await go(lan, 'Bắt đầu lại')
		await go(lan, 'Bỏ hồ sơ cũ và bắt đầu lại')
	} else await go(lan, 'Bắt đầu điền')

	// A choice by arrows; what is missing is told, and its link leads to the field.
	await go(lan, 'Lưu và tiếp tục')
	lan.expected.push(422)
	await see(lan, /Có \d+ chỗ cần sửa/)
	await tabTo(lan, (f) => f.tag === 'A' && /^Chọn|^Nhập/.test(f.name), 'the first error')
	await lan.keyboard.press('Enter')
	const first = await focused(lan)
	assert.ok(['INPUT', 'SELECT', 'TEXTAREA'].includes(first.tag), `the error leads to ${JSON.stringify(first)}`)
	await lan.keyboard.press('Space')
	await go(lan, 'Lưu và tiếp tục')

	// At the desk: the queue by / j Enter, and one move.
	const { code } = await file(await citizen(server), marriageStatus)
	const desk = await open()
	await desk.goto('/can-bo/dang-nhap')
	await type(desk, 'ten_dang_nhap', 'tiepnhan')
	await type(desk, 'mat_khau', people.password)
	await Promise.all([desk.waitForNavigation(), desk.keyboard.press('Enter')])
	await type(desk, 'ma', freshCode(server, 'tiepnhan'))
	await Promise.all([desk.waitForNavigation(), desk.keyboard.press('Enter')])
	await desk.goto('/can-bo?nhom=moi')
	await desk.keyboard.press('/')
	assert.equal((await focused(desk)).field, 'tim')
	await desk.keyboard.type(code)
	await desk.keyboard.press('Enter')
	await desk.getByText('1 hồ sơ').first().waitFor().catch(() => {})
	await desk.locator('main a', { hasText: code }).first().waitFor()
	await desk.locator('main').evaluate(() => document.activeElement.blur())
	await desk.keyboard.press('j')
	assert.ok((await focused(desk)).name.includes(code))
	await Promise.all([desk.waitForURL(/\/can-bo\/ho-so\/\d+/), desk.keyboard.press('Enter')])
	if (!(await desk.locator('.dv-moves details').first().evaluate((e) => e.open))) {
		await tabTo(desk, named('Tiếp nhận'), 'the first move')
		await desk.keyboard.press('Enter')
	}
	await go(desk, 'Tiếp nhận và in giấy hẹn')
	await see(desk, /Mở bản in/)
})

async function citizen(server) {
	const p = new Person(server)
	await p.signIn(server.people.citizens[1])
	return p
}
