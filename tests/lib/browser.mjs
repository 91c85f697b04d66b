// Chromium as people use it: the strict CSP of the program holds, and any error in the console fails the test.
import { mkdirSync } from 'node:fs'
import assert from 'node:assert/strict'
import { need, root } from './modules.mjs'
import { atEnd } from './run.mjs'

const { chromium } = need('playwright-core')
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
let browser

export async function launch() {
	if (!browser) {
		browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags })
		atEnd(() => browser.close())
	}
	return browser
}

// A window of its own, with cookies of its own: one for each person of a story.
export async function openWindow(server, { width = 1280, height = 900, js = true, dark = false, touch = width < 600 } = {}) {
	const context = await (await launch()).newContext({
		baseURL: server.url, viewport: { width, height }, javaScriptEnabled: js, colorScheme: dark ? 'dark' : 'light',
		locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh', isMobile: touch, hasTouch: touch, acceptDownloads: true,
	})
	const page = await context.newPage()
	page.setDefaultTimeout(15000)
	page.errors = []
	page.expected = [] // statuses a story meets on purpose
	page.on('console', (m) => m.type() === 'error' && page.errors.push(m.text()))
	page.on('pageerror', (e) => page.errors.push(String(e)))
	page.on('response', (r) => r.status() >= 500 && page.errors.push(`${r.status()} ${r.url()}`))
	return page
}

export function noErrors(page) {
	const bad = page.errors.filter((e) => !page.expected.some((status) => e.includes(`status of ${status}`) || e.startsWith(`${status} `)))
	assert.deepEqual(bad, [], 'errors in the browser console')
}

export async function picture(page, name) {
	mkdirSync(root + 'build/tests/pictures', { recursive: true })
	await page.screenshot({ path: `${root}build/tests/pictures/${name}.png`, fullPage: true }).catch(() => {})
}
