// A foreigner's spouse reads English: the switch, and every sentence of the interface on the way.
import assert from 'node:assert/strict'
import { story, see, send, follow, signIn, fillForm } from './people.mjs'
import { marriageStatus } from '../lib/dossier.mjs'
import { words } from '../lib/http.mjs'

// What stays Vietnamese says so (lang="vi"), is what she typed herself, or is the name of a person or place.
async function onlyEnglish(page, own) {
	const text = await page.evaluate(() => {
		const copy = document.body.cloneNode(true)
		for (const e of copy.querySelectorAll('[lang="vi"], input, textarea, select, script, .dv-header__who, time')) e.remove()
		return copy.innerHTML
	})
	let rest = words(text)
	for (const part of own) rest = rest.split(part).join(' ')
	const left = rest.match(/[^\s.,:;()]*[ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ][^\s.,:;()]*(\s+\S+){0,5}/i)
	assert.equal(left, null, `${page.url()}: '${left?.[0]}'`)
}

export const english = (server) => story(server, 'in English', async (open) => {
	const { clock, people } = server
	clock.nextWorkingDay(1, '10:30')
	const own = [people.citizens[1].name, 'Một Cửa', 'Tiếng Việt', 'Nghệ An', 'Vinh Hưng', 'Việt Nam', 'mở quán ăn']
	const p = await open({ width: 390 })
	await p.goto('/')
	await p.getByRole('link', { name: 'English' }).click()
	assert.match(p.url(), /\/en\/?$/)
	await onlyEnglish(p, own)
	await p.getByLabel('What do you need to get done?').fill('marriage status')
	await send(p, 'Find')
	await onlyEnglish(p, own)
	await p.goto('/en/thu-tuc/' + marriageStatus.code)
	await onlyEnglish(p, own)
	await p.getByRole('link', { name: /^Apply/ }).first().click()
	await onlyEnglish(p, own)
	await p.goto(`/en/nop/${marriageStatus.code}?noi=${encodeURIComponent('phường Vinh Hưng, tỉnh Nghệ An')}`)
	await follow(p, 'Sign in to fill it in')
	await onlyEnglish(p, own)
	await signIn(p, server, people.citizens[1])
	if (await p.getByRole('link', { name: 'Start over' }).count()) await follow(p, 'Start over')
	await p.locator('main form[method="post"] button').first().click()
	await p.waitForURL(/\/en\/nop\/ho-so\//)
	const answers = { ...marriageStatus.answers, quan_he: 'than_nhan', nyc_noi_cu_tru: 'Vinh Hưng' }
	for (let i = 0; i < 8 && !/xem-lai/.test(p.url()); i++) {
		await onlyEnglish(p, own)
		await fillForm(p, { answers, until: new RegExp(`^(?!${p.url().split('?')[0]}($|\\?))`) })
	}
	await onlyEnglish(p, [...own, ...Object.values(answers).filter((v) => v.length > 6), 'Phường', 'tỉnh', 'Số 158, đường Lê Lợi, phường'])
})
