// Shows the snippets of README.md in Chromium and checks them:  node web/preview.mjs OUTDIR   (after build.mjs)
// Every ```html block marked p (public) or o (officers) goes onto a page in the frame that page_begin prints. At 360 and
// 1280 px, light and dark: a picture is saved, axe must find nothing, the page must not be wider than the window, no
// heading may be set tighter than 1.3. Then the enhancements are tried by keyboard. CHROMIUM names another browser.
import { createRequire } from 'node:module'
import { createServer } from 'node:http'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, extname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const here = dirname(fileURLToPath(import.meta.url))
const outDir = resolve(process.argv[2] || join(here, '../build/web'))
const shots = join(outDir, '..', 'preview')
const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const types = { '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.txt': 'text/plain' }
const csp = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'"
let failures = 0

function check (ok, words) {
  if (!ok) failures++
  console.log(`${ok ? 'ok' : 'not ok'} - ${words}`)
}

function snippets (letter) {
  const text = readFileSync(join(here, 'README.md'), 'utf8')
  return [...text.matchAll(/^```html (\w+)\n(.*?)^```$/gms)].filter(m => m[1].includes(letter)).map(m => m[2]).join('\n')
}

const menu = '<div class="govuk-service-navigation"><div class="govuk-width-container"><nav aria-label="Danh mục chính"><ul class="govuk-service-navigation__list"><li class="govuk-service-navigation__item"><a class="govuk-service-navigation__link" href="#m1" aria-current="true">Thủ tục</a></li><li class="govuk-service-navigation__item"><a class="govuk-service-navigation__link" href="#m2">Tra cứu hồ sơ</a></li></ul></nav></div></div>'
const side = '<div class="dv-side"><nav aria-label="Công việc"><h2>Một cửa</h2><ul><li><a href="#s1" aria-current="page">Hồ sơ cần xử lý<span class="dv-count">128</span></a></li><li><a href="#s2">Tiếp nhận mới<span class="dv-count">23</span></a></li></ul></nav></div>'

function page (sheet, body) {
  const officer = sheet === 'can-bo'
  return `<!DOCTYPE html>
<html lang="vi" class="govuk-template"><head><meta charset="utf-8"><title>${sheet}</title><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="icon" href="bieu-tuong.svg" type="image/svg+xml"><link rel="stylesheet" href="${sheet}.css"><script type="module" src="${sheet}.js"></script></head>
<body class="govuk-template__body"><a href="#noi-dung" class="govuk-skip-link" data-module="govuk-skip-link">Chuyển đến nội dung chính</a>
<header><div class="govuk-generic-header"><div class="govuk-generic-header__container govuk-width-container"><div class="govuk-generic-header__logo"><a href="#dau" class="govuk-generic-header__homepage-link"><img src="bieu-tuong.svg" alt=""><span>Cổng Dịch vụ công</span></a></div><a class="dv-header__link" href="#en" lang="en">English</a><a class="dv-header__link" href="#vao">Đăng nhập</a></div></div>${officer ? '' : menu}</header>
<div class="govuk-width-container">${officer ? `<div class="dv-shell">${side}<div>` : ''}<main class="govuk-main-wrapper dv-main--wide" id="noi-dung">${body}</main>${officer ? '</div></div>' : ''}</div>
<footer class="dv-footer"><div class="govuk-width-container"><ul class="dv-footer__nav"><li><a class="govuk-link" href="#tg">Trợ giúp</a></li></ul><p>Cổng Dịch vụ công</p></div></footer></body></html>`
}

// Snippets of both kinds of page, in the order of the README.
const pages = {
  '/cong-dan': () => page('cong-dan', snippets('p')),
  '/can-bo': () => page('can-bo', snippets('o'))
}
const form = `<h1 class="govuk-heading-l">Thử</h1><form method="post" action="/nhan" data-dv-autosave="/luu" novalidate>
<input type="radio" name="a" id="a1" value="1"><label for="a1">1</label><input type="radio" name="a" id="a2" value="2"><label for="a2">2</label>
<div data-dv-show-if="a=2|3" id="trong"><input name="b" id="b" value="x"><div data-dv-show-if="b=y" id="sau"><input name="c" id="c" value="z"></div></div>
<label for="xa">Xã</label><input id="xa" name="xa_ten" data-dv-suggest="/goi-y" data-dv-value="xa" data-dv-count="% nơi"><input type="hidden" name="xa" value="">
<p data-dv-saved data-dv-ok="Đã lưu %" data-dv-fail="Chưa lưu" role="status"></p><button type="submit">Gửi</button></form>`
const posted = []

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://x')
  const head = { 'Content-Security-Policy': csp, 'Content-Type': 'text/html; charset=utf-8' }
  if (request.method === 'POST') {
    let body = ''
    request.on('data', part => { body += part }).on('end', () => {
      posted.push(`${pathname} ${body}`)
      setTimeout(() => { response.writeHead(pathname === '/luu' ? 204 : 200, head); response.end() }, 300)
    })
  } else if (pathname === '/goi-y') {
    response.writeHead(200, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify(searchParams.get('q').startsWith('v') ? [{ value: '1', label: 'Phường Việt Trì' }, { value: '2', label: 'Xã Vân Phú' }] : []))
  } else if (pages[pathname] || pathname === '/thu') {
    response.writeHead(200, head)
    response.end(pathname === '/thu' ? page('cong-dan', form) : pages[pathname]())
  } else {
    const file = join(outDir, pathname)
    const found = existsSync(file) && types[extname(file)]
    response.writeHead(found ? 200 : 404, { 'Content-Type': found || 'text/plain' })
    response.end(found ? readFileSync(file) : '')
  }
})

async function look (browser, base, path, width, scheme) {
  const context = await browser.newContext({ viewport: { width, height: 860 }, colorScheme: scheme, isMobile: width < 600, hasTouch: width < 600, locale: 'vi-VN' })
  const tab = await context.newPage()
  const complaints = []
  tab.on('console', message => message.type() === 'error' && complaints.push(message.text()))
  tab.on('pageerror', error => complaints.push(error.message))
  await tab.goto(base + path, { waitUntil: 'networkidle' })
  const name = `${path.slice(1)}-${width}-${scheme}`
  await tab.screenshot({ path: join(shots, `${name}.png`), fullPage: true })
  check(complaints.length === 0, `${name}: no complaint of the browser ${complaints.join('; ')}`)
  check(await tab.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), `${name}: no wider than the window`)
  const tight = await tab.evaluate(() => [...document.querySelectorAll('h1, h2, h3, .govuk-panel__body, .govuk-tag, label, dt, dd, a')].filter(e => { const s = getComputedStyle(e); return parseFloat(s.lineHeight) < 1.29 * parseFloat(s.fontSize) }).map(e => `${e.tagName}.${e.className}`))
  check(tight.length === 0, `${name}: no line tighter than 1.3 ${[...new Set(tight)].join(' ')}`)
  await tab.evaluate(readFileSync(axeFile, 'utf8') + ';0')
  const found = await tab.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
  check(found.violations.length === 0, `${name}: axe finds nothing`)
  for (const violation of found.violations) for (const node of violation.nodes.slice(0, 5)) console.log(`    ${violation.id}: ${node.target} ${(node.any[0] || node.all[0] || node.none[0] || {}).message || ''}`)
  await context.close()
}

async function tryScripts (browser, base) {
  const tab = await browser.newPage()
  await tab.clock.install()
  await tab.goto(`${base}/thu`)
  check(await tab.isHidden('#trong') && await tab.isDisabled('#b'), 'show-if: hidden and disabled at first')
  await tab.check('#a2')
  check(await tab.isVisible('#b') && await tab.isEnabled('#b') && await tab.isHidden('#sau'), 'show-if: shown by the choice, the block inside still hidden')
  await tab.fill('#b', 'y')
  await tab.press('#b', 'Tab')
  check(await tab.isVisible('#c') && await tab.isEnabled('#c'), 'show-if: the block inside follows')
  await tab.check('#a1')
  check(await tab.isDisabled('#c'), 'show-if: hiding the outer block disables the inner')

  await tab.fill('#xa', 'v')
  await tab.clock.runFor(200)
  await tab.waitForSelector('[role="option"]')
  await tab.press('#xa', 'ArrowDown')
  await tab.press('#xa', 'ArrowDown')
  check(await tab.getAttribute('#xa', 'aria-activedescendant') === await tab.getAttribute('[aria-selected="true"]', 'id'), 'suggest: the marked option is announced')
  await tab.press('#xa', 'Enter')
  check(await tab.inputValue('#xa') === 'Xã Vân Phú' && await tab.inputValue('[name="xa"]') === '2', 'suggest: Enter takes text and value')
  await tab.press('#xa', 'Backspace')
  check(await tab.inputValue('[name="xa"]') === '', 'suggest: typing empties the value')

  await tab.clock.runFor(21000)
  await tab.waitForFunction(() => document.querySelector('[data-dv-saved]').textContent.startsWith('Đã lưu'))
  const saves = posted.filter(line => line.startsWith('/luu'))
  check(saves.length === 1 && saves[0].includes('a=1') && !saves[0].includes('b='), 'autosave: once, without what is hidden')
  await tab.clock.runFor(41000)
  check(posted.filter(line => line.startsWith('/luu')).length === 1, 'autosave: nothing new, nothing sent')
  await tab.evaluate(() => { const button = document.querySelector('button[type="submit"]'); button.click(); button.click() })
  await tab.waitForURL('**/nhan')
  check(posted.filter(line => line.startsWith('/nhan')).length === 1, 'a double click is sent once')

  await tab.goto(`${base}/can-bo`)
  await tab.evaluate(() => document.activeElement.blur())
  await tab.keyboard.press('/')
  check(await tab.evaluate(() => document.activeElement.id) === 'tim', 'keys: / goes to the filter')
  await tab.evaluate(() => document.activeElement.blur())
  for (const key of ['j', 'j', 'j', 'k', 'x']) await tab.keyboard.press(key)
  check(await tab.evaluate(() => document.activeElement.textContent) === 'H41.18-231005-0002', 'keys: j and k walk the rows')
  check((await tab.textContent('[data-dv-n]')) === 'Đã chọn 1 hồ sơ', 'keys: x chooses the row, and the count follows')
  await tab.keyboard.press('?')
  check(await tab.isVisible('dialog'), 'keys: ? shows the list')
  await tab.check('[data-dv-keys-off]')
  await tab.keyboard.press('Escape')
  await tab.keyboard.press('k')
  check(await tab.evaluate(() => document.activeElement.textContent) !== 'H41.18-231005-0001', 'keys: turned off')
  await tab.check('[data-dv-all]')
  check((await tab.textContent('[data-dv-n]')) === 'Đã chọn 3 hồ sơ', 'bulk: the whole page is chosen')
  await tab.evaluate(() => { globalThis.stayed = true })
  await tab.click('a[href="?nhom=qua-han"]')
  await tab.waitForURL('**?nhom=qua-han')
  await tab.waitForFunction(() => document.querySelector('[data-dv-live]').textContent.includes('trong 128'))
  check(await tab.evaluate(() => globalThis.stayed === true && !document.querySelector('[aria-busy]')), 'queue: a tab changes only the region, and says so')
  await tab.close()
}

await new Promise(ready => server.listen(0, '127.0.0.1', ready))
const base = `http://127.0.0.1:${server.address().port}`
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
mkdirSync(shots, { recursive: true })
for (const path of Object.keys(pages)) for (const width of [360, 1280]) for (const scheme of ['light', 'dark']) await look(browser, base, path, width, scheme)
await tryScripts(browser, base)
await browser.close()
server.close()
console.log(failures === 0 ? 'all passed' : `${failures} failed`)
process.exit(failures === 0 ? 0 : 1)
