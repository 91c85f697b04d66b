// Packages of web/node_modules, and the paths the tests work with.
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { resolve } from 'node:path'

export const root = fileURLToPath(new URL('../../', import.meta.url))
export const need = createRequire(root + 'web/package.json')
export const binary = resolve(root, process.env.MOTCUA_BIN ?? 'build/motcua')
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms))

// Asks again and again until the answer is true; the last answer is what a failure shows.
export async function until(what, ask, ms = 15000) {
	const end = Date.now() + ms
	for (;;) {
		const answer = await ask()
		if (answer) return answer
		if (Date.now() > end) throw new Error(`waited ${ms} ms in vain: ${what}`)
		await sleep(50)
	}
}
