// Papers people send: small, and really what they say they are.
import { deflateSync } from 'node:zlib'

export const pdf = (text = 'giay to') => {
	const body = `BT /F1 24 Tf 72 720 Td (${text}) Tj ET`
	const objects = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>',
		'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
		`<</Length ${body.length}>>stream\n${body}\nendstream`, '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>']
	let out = '%PDF-1.4\n'
	const at = objects.map((o, i) => { const here = out.length; out += `${i + 1} 0 obj${o}endobj\n`; return here })
	const start = out.length
	out += `xref\n0 6\n0000000000 65535 f \n${at.map((n) => String(n).padStart(10, '0') + ' 00000 n \n').join('')}trailer<</Root 1 0 R/Size 6>>\nstartxref\n${start}\n%%EOF\n`
	return Buffer.from(out)
}

const table = Array.from({ length: 256 }, (_, n) => { for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ n >>> 1 : n >>> 1; return n >>> 0 })
const crc = (b) => (b.reduce((c, x) => table[(c ^ x) & 255] ^ c >>> 8, 0xffffffff) ^ 0xffffffff) >>> 0

export function png(width = 8, height = 8) {
	const chunk = (type, data) => {
		const body = Buffer.concat([Buffer.from(type), data]), out = Buffer.alloc(body.length + 8)
		out.writeUInt32BE(data.length); body.copy(out, 4); out.writeUInt32BE(crc(body), body.length + 4)
		return out
	}
	const head = Buffer.alloc(13)
	head.writeUInt32BE(width); head.writeUInt32BE(height, 4); head.set([8, 2, 0, 0, 0], 8)
	const rows = Buffer.alloc((width * 3 + 1) * height, 120)
	for (let y = 0; y < height; y++) rows[y * (width * 3 + 1)] = 0
	return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

// The head of a Windows program.
export const exe = () => { const b = Buffer.alloc(1024); b.write('MZ'); b.writeUInt32LE(128, 60); b.write('PE\0\0', 128); return b }
