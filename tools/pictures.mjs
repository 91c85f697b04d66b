// The pictures of README.md, taken of the running demo at 1280 px:
//   build/motcua demo --data D && build/motcua serve --data D --listen 127.0.0.1:8099 &
//   node tools/pictures.mjs http://127.0.0.1:8099 D docs/pictures
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'

const { chromium } = createRequire(new URL('../web/package.json', import.meta.url))('playwright-core')
const [base, data, out] = process.argv.slice(2)
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--hide-scrollbars'] })
const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'vi-VN' })

await page.goto(`${base}/`)
await page.screenshot({ path: `${out}/trang-chu.png` })

await page.goto(`${base}/can-bo/dang-nhap`)
await page.fill('[name=ten_dang_nhap]', 'tiepnhan')
await page.fill('[name=mat_khau]', 'MotCua-2026-demo')
await page.locator('main form button[type=submit]').first().click()
const code = execFileSync('build/motcua', ['user', 'totp', 'tiepnhan', '--data', data]).toString().trim()
await page.locator('main form input:visible').first().fill(code)
await page.locator('main form button[type=submit]').first().click()
await page.waitForLoadState()
await page.setViewportSize({ width: 1280, height: 640 })
await page.goto(`${base}/can-bo?nhom=dang-xu-ly`)
await page.screenshot({ path: `${out}/hang-doi.png` })
await browser.close()
