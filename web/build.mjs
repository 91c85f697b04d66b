// Builds what browsers fetch:  node web/build.mjs OUTDIR   (from any folder; `npm ci --ignore-scripts` in web/ before)
//
//	cong-dan.css cong-dan.js   public pages         icons.svg        life-event icons, one <symbol> each
//	can-bo.css can-bo.js       officers' pages      bieu-tuong.svg   the mark, also the favicon
//	THIRD-PARTY.txt            licence of govuk-frontend, which asks to be shipped
//
// Fails when the public pair passes its budget, or when a mark of GOV.UK has slipped in.
import { build } from 'esbuild'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { compile } from 'sass'

const BUDGET_GZIP = 21000 // of 30,000 for a first visit; the rest is the page itself
const here = dirname(fileURLToPath(import.meta.url))
const modules = join(here, 'node_modules')
const outDir = process.argv[2] && resolve(process.argv[2])
const banner = '/*! govuk-frontend, MIT: THIRD-PARTY.txt */'

if (!outDir) {
  console.error('usage: node web/build.mjs OUTDIR')
  process.exit(2)
}
mkdirSync(outDir, { recursive: true })

async function minifyCss (css) {
  const result = await build({ stdin: { contents: css, loader: 'css' }, minify: true, write: false, target: ['chrome90', 'firefox88', 'safari14'], legalComments: 'none', logLevel: 'error' })
  return banner + result.outputFiles[0].text
}

async function style (name) {
  const css = compile(join(here, 'scss', `${name}.scss`), { loadPaths: [modules], quietDeps: true, charset: false }).css
  return minifyCss(css)
}

async function script (name) {
  const result = await build({ entryPoints: [join(here, 'js', `${name}.js`)], bundle: true, minify: true, format: 'esm', target: 'es2019', write: false, nodePaths: [modules], banner: { js: banner }, legalComments: 'none', logLevel: 'error' })
  return result.outputFiles[0].text
}

function sprite () {
  const symbols = readdirSync(join(here, 'icons')).sort().map(file => {
    const body = readFileSync(join(here, 'icons', file), 'utf8').match(/<svg[^>]*>(.*)<\/svg>/s)[1]
    return `<symbol id="${file.replace('.svg', '')}" viewBox="0 0 24 24">${body}</symbol>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`
}

const files = {
  'cong-dan.css': await style('cong-dan'),
  'can-bo.css': await style('can-bo'),
  'cong-dan.js': await script('cong-dan'),
  'can-bo.js': await script('can-bo'),
  'icons.svg': sprite(),
  'bieu-tuong.svg': readFileSync(join(here, 'bieu-tuong.svg'), 'utf8'),
  'THIRD-PARTY.txt': readFileSync(join(here, 'THIRD-PARTY.txt'), 'utf8')
}
const gzip = {}

for (const [name, text] of Object.entries(files)) {
  const mark = name === 'THIRD-PARTY.txt' ? null : text.match(/crown|crest|transport/i)
  if (mark) {
    console.error(`${name}: holds "${mark[0]}", a mark of GOV.UK that must not be shipped`)
    process.exit(1)
  }
  writeFileSync(join(outDir, name), text)
  gzip[name] = gzipSync(text, { level: 9 }).length
  const br = brotliCompressSync(text).length
  console.log(`  ${name.padEnd(16)} ${String(text.length).padStart(7)}  gzip ${String(gzip[name]).padStart(6)}  br ${String(br).padStart(6)}`)
}
for (const [css, js] of [['cong-dan.css', 'cong-dan.js'], ['can-bo.css', 'can-bo.js']]) {
  const sum = gzip[css] + gzip[js]
  if (sum > BUDGET_GZIP) {
    console.error(`${css} and ${js} are ${sum} bytes by gzip; the budget is ${BUDGET_GZIP}`)
    process.exit(1)
  }
}
