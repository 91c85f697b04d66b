// Checks the rules of data/ and of the search questions (data/README.md). Node 18, no packages.
// Usage: node tools/check_data.mjs [DATA_DIR [TESTS_DATA_DIR]]. Exit 1 when a rule is broken.
import { readFileSync } from 'node:fs';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dir = process.argv[2] ?? join(root, 'data');
const tests = process.argv[3] ?? join(root, 'tests', 'data');
const bad = [];
const check = (ok, what) => { if (!ok) bad.push(what); };

function text(base, name) {
	const s = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(join(base, name)));
	check(!s.includes('\r') && s.endsWith('\n') && s.charCodeAt(0) !== 0xfeff, `${name}: LF, final newline, no BOM`);
	check(s === s.normalize('NFC'), `${name}: not NFC`);
	return s;
}

// RFC 4180 without line breaks inside cells: none of our files needs them.
function csv(name, want) {
	const lines = text(dir, name).trimEnd().split('\n');
	const cut = (l) => [...l.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)]
		.map((m) => (m[1] ?? m[2]).replaceAll('""', '"'));
	check(lines[0] === want, `${name}: header is not ${want}`);
	const head = cut(lines[0]);
	return lines.slice(1).map((l, i) => {
		const c = cut(l);
		check(c.length === head.length, `${name}:${i + 2}: ${c.length} cells`);
		return Object.fromEntries(head.map((h, j) => [h, c[j]]));
	});
}
const json = (name) => JSON.parse(text(dir, name));
function unique(rows, key, name) {
	const seen = new Set();
	for (const r of rows) {
		const k = key(r);
		check(!seen.has(k), `${name}: ${k} twice`);
		seen.add(k);
	}
	return seen;
}
const isDate = (s) => /^\d{4}-\d\d-\d\d$/.test(s) && !Number.isNaN(Date.parse(s)) &&
	new Date(s).toISOString().startsWith(s);

// Units
const UNIT = 'code,kind,name,full_name,parent_code,valid_from';
const provinces = csv('provinces.csv', UNIT);
const communes = csv('communes.csv', UNIT);
const past = csv('admin_units_past.csv', 'code,level,kind,name,full_name,parent_code,valid_from,valid_to,replaced_by');
const provinceCodes = unique(provinces, (r) => r.code, 'provinces');
const communeCodes = unique(communes, (r) => r.code, 'communes');
check(provinces.length === 34 && communes.length === 3321, 'units: not 34 provinces and 3,321 communes');
for (const r of provinces) check(/^\d\d$/.test(r.code) && r.parent_code === '' && isDate(r.valid_from), `province ${r.code}`);
for (const r of communes) {
	check(/^\d{5}$/.test(r.code) && isDate(r.valid_from), `commune ${r.code}`);
	check(provinceCodes.has(r.parent_code), `commune ${r.code}: no province ${r.parent_code}`);
	check(['xã', 'phường', 'đặc khu'].includes(r.kind), `commune ${r.code}: kind ${r.kind}`);
}
unique(communes, (r) => `${r.parent_code} ${r.full_name}`, 'commune names');
for (const r of past) {
	check((r.level === 'province' ? provinceCodes : communeCodes).has(r.code), `past unit ${r.code}`);
	check(isDate(r.valid_to) && r.valid_to >= r.valid_from, `past unit ${r.code}: dates`);
}

// Agencies, ethnic groups, citizen number provinces, holidays
const agencies = csv('agencies.csv', 'code_2020,code_2016,name,name_en,kind,valid_from,valid_to,successor_code,admin_unit_code,confidence');
const agencyCodes = new Set(agencies.map((r) => r.code_2020));
unique(agencies, (r) => `${r.code_2020}@${r.valid_from}`, 'agencies');
for (const r of agencies) {
	check(r.code_2016 === `000.00.00.${r.code_2020}`, `agency ${r.code_2020}: ${r.code_2016}`);
	check(r.successor_code === '' || agencyCodes.has(r.successor_code), `agency ${r.code_2020}: successor`);
	check((r.successor_code === '') === (r.valid_to === ''), `agency ${r.code_2020}: successor and end differ`);
}
const desks = agencies.filter((r) => r.valid_to === '' && r.admin_unit_code !== '').map((r) => r.admin_unit_code);
check(desks.length === 34 && new Set(desks).size === 34 && desks.every((c) => provinceCodes.has(c)), 'agencies: 34 present provinces');
const groups = csv('ethnic_groups.csv', 'code,name,other_names,confidence');
check(groups.length === 54 && unique(groups, (r) => r.code, 'ethnic groups').size === 54, 'ethnic groups: not 54');
const births = csv('citizen_provinces.csv', 'code,name,unit_code');
check(births.length === 63 && unique(births, (r) => r.code, 'citizen provinces').size === 63, 'citizen provinces: not 63');
for (const r of births) check(/^0\d\d$/.test(r.code) && provinceCodes.has(r.unit_code), `citizen province ${r.code}`);
const holidays = csv('holidays.csv', 'date,kind,reason,confidence,name');
unique(holidays, (r) => r.date, 'holidays');
for (const r of holidays) {
	check(isDate(r.date), `holiday ${r.date}`);
	check(['off', 'make_up_work'].includes(r.kind), `holiday ${r.date}: ${r.kind}`);
	check(['statutory', 'compensation', 'swap', 'proposed'].includes(r.reason), `holiday ${r.date}: ${r.reason}`);
}

// Forms
const TYPES = ['text', 'longtext', 'date', 'number', 'choice', 'citizen_id', 'tax_code', 'month', 'phone', 'email', 'address', 'file', 'checkbox', 'group'];
const ACCOUNT = ['name', 'citizen_id', 'phone', 'address', 'email', 'birth_date', 'sex'].map((k) => `account.${k}`);
const KEYS = ['id', 'label', 'label_en', 'type', 'required', 'options', 'options_from', 'show_if', 'hint', 'hint_en',
	'repeat', 'min', 'max', 'fields', 'default', 'prefill', 'fill', 'rules'];
let fields = 0;
function field(f, earlier, where, nested) {
	const at = `${where}.${f.id}`;
	fields++;
	check(/^[a-z][a-z0-9_]*$/.test(f.id), `${at}: id`);
	check(f.label && f.label_en && typeof f.required === 'boolean', `${at}: label, label_en, required`);
	check(TYPES.includes(f.type) && !(nested && f.type === 'group'), `${at}: type ${f.type}`);
	for (const k of Object.keys(f)) check(KEYS.includes(k), `${at}: unknown key ${k}`);
	check((f.hint === undefined) === (f.hint_en === undefined), `${at}: hint without hint_en`);
	check((f.type === 'choice') === Boolean(f.options || f.options_from), `${at}: options`);
	check(f.options_from === undefined || f.options_from === 'ethnic_groups', `${at}: options_from`);
	for (const o of f.options ?? []) check(o.value && o.label && o.label_en, `${at}: option ${o.value}`);
	if (f.options) unique(f.options, (o) => o.value, at);
	check((f.type === 'group') === (f.fields !== undefined), `${at}: fields`);
	check(f.prefill === undefined || ACCOUNT.includes(f.prefill), `${at}: prefill`);
	check(f.fill === undefined || f.fill === 'agency', `${at}: fill`);
	for (const r of f.rules ?? []) check(r.text && r.text_en && !/[.!]$/.test(r.text + r.text_en), `${at}: a rule says what to do in both languages`);
	if (f.show_if) {
		const c = earlier.get(f.show_if.field);
		check(c?.options?.some((o) => o.value === f.show_if.equals), `${at}: condition is not an earlier choice`);
	}
	const inner = new Map();
	for (const g of f.fields ?? []) {
		check(!inner.has(g.id), `${at}.${g.id}: twice`);
		field(g, inner, at, true);
		inner.set(g.id, g);
	}
}
function form(f, where) {
	check(Number.isInteger(f.revision) && f.steps.length >= 3 && f.steps.length <= 6, `${where}: revision, 3 to 6 steps`);
	const all = new Map();
	unique(f.steps, (s) => s.id, `${where} steps`);
	for (const s of f.steps) {
		check(s.id && s.title && s.title_en && s.fields.length > 0, `${where}: step ${s.id}`);
		for (const g of s.fields) {
			check(!all.has(g.id), `${where}.${g.id}: in two steps`);
			field(g, all, where, false);
			all.set(g.id, g);
		}
	}
	return all;
}
form(json('form_generic.json'), 'form_generic');

// Routes
const routes = json('routes.json');
for (const [id, steps] of Object.entries(routes)) {
	check(steps.reduce((n, s) => n + s.percent, 0) === 100, `route ${id}: percents do not sum to 100`);
	unique(steps, (s) => s.id, `route ${id}`);
	for (const s of steps) check(s.name && s.name_en && ['tiep_nhan', 'xu_ly', 'lanh_dao', 'tra_ket_qua'].includes(s.role), `route ${id}.${s.id}`);
	check(steps[0].role === 'tiep_nhan' && steps.at(-1).role === 'tra_ket_qua', `route ${id}: first and last step`);
}

// Procedures
const procedures = json('procedures.json');
const codes = unique(procedures, (p) => p.code, 'procedures');
const events = json('life_events.json');
const inEvent = new Map(events.map((e) => [e.id, new Set(e.procedures)]));
check(procedures.length === 57, 'procedures: not 57');
check(procedures.filter((p) => p.form).length === 8, 'procedures: not 8 forms');
function papers(p, own) {
	unique(p.papers, (q) => q.id, `${p.code} papers`);
	const answered = [];
	for (const q of p.papers) {
		const at = `${p.code} paper ${q.id}`;
		check(/^[a-z][a-z0-9_]*$/.test(q.id) && q.name && q.original >= 0 && q.copies >= 0, at);
		if (!q.by.startsWith('field:')) {
			check(['form', 'upload', 'shown'].includes(q.by), `${at}: by ${q.by}`);
			continue;
		}
		const f = own?.get(q.by.slice(6));
		answered.push(q.by.slice(6));
		check(f?.type === 'file', `${at}: ${q.by} is no file field`);
		check(q.optional || f?.required, `${at}: required, its field is not`);
	}
	for (const f of own?.values() ?? [])
		if (f.type === 'file') check(answered.filter((id) => id === f.id).length === 1, `${p.code}.${f.id}: not exactly one paper`);
}
for (const p of procedures) {
	check(/^\d\.\d{6}$/.test(p.code) && p.name && p.name_en && p.field && p.agency, `${p.code}: names`);
	check(['commune', 'province', 'both', 'any'].includes(p.level), `${p.code}: level`);
	check(['full', 'partial'].includes(p.online), `${p.code}: online`);
	check(p.applicant.length > 0 && p.applicant.every((a) => ['citizen', 'business'].includes(a)), `${p.code}: applicant`);
	check(['working_days', 'calendar_days', 'same_day'].includes(p.time_limit.unit) &&
		(p.time_limit.unit === 'same_day') === (p.time_limit.value === 0), `${p.code}: time limit`);
	for (const f of p.fees) {
		check(f.label && ['direct', 'online', 'any'].includes(f.channel), `${p.code}: fee ${f.label}`);
		check(f.amount_vnd === null || (Number.isInteger(f.amount_vnd) && f.amount_vnd >= 0), `${p.code}: fee amount`);
		check(!f.exempt || f.amount_vnd === 0, `${p.code}: exempt but not zero`);
	}
	check(Array.isArray(p.legal_basis) && p.legal_basis.length > 0, `${p.code}: legal basis`);
	check(p.result?.name && ['certificate', 'extract', 'decision', 'confirmation', 'licence', 'other'].includes(p.result.kind), `${p.code}: result`);
	check(routes[p.route] !== undefined, `${p.code}: route`);
	check(inEvent.get(p.life_event)?.has(p.code), `${p.code}: not in its life event ${p.life_event}`);
	check(p.cases.length >= 2, `${p.code}: fewer than 2 cases`);
	check(p.folk.length >= 5 && p.folk.length <= 30 && new Set(p.folk).size === p.folk.length, `${p.code}: folk words`);
	check(p.confidence && p.ours_confidence === 'ours', `${p.code}: confidence`);
	papers(p, p.form ? form(p.form, p.code) : undefined);
}
unique(events, (e) => e.id, 'life events');
for (const e of events) {
	check(e.name && e.name_en && e.icon && e.examples && e.examples_en, `life event ${e.id}`);
	unique(e.procedures, (c) => c, `life event ${e.id}`);
	for (const c of e.procedures) check(codes.has(c), `life event ${e.id}: ${c}`);
	check(e.common === undefined || e.procedures.includes(e.common), `life event ${e.id}: common ${e.common} is none of its procedures`);
}

// Synonyms
const syn = json('synonyms.json');
for (const k of ['abbr', 'chat', 'folk']) {
	unique(syn[k], (p) => p[0], `synonyms ${k}`);
	for (const p of syn[k]) check(p.length === 2 && p[0] && p[1] && p[0] !== p[1], `synonyms ${k}: ${p}`);
}
check(syn.chat.length >= 60, 'synonyms: fewer than 60 chat spellings');
unique(syn.stop, (w) => w, 'stop words');

// Search questions
function crc32(s) {
	let c = 0xffffffff;
	for (const b of Buffer.from(s, 'utf8')) {
		c ^= b;
		for (let i = 0; i < 8; i++) c = (c >>> 1) ^ (c & 1 ? 0xedb88320 : 0);
	}
	return (c ^ 0xffffffff) >>> 0;
}
const cards = new Set([...text(tests, 'search_cards.md').matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map((m) => m[1]));
const lines = text(tests, 'search_questions.tsv').trimEnd().split('\n').map((l) => l.split('\t'));
check(lines.shift().join() === 'id,kind,question,expected,split', 'questions: header');
const LEAST = { accented: 80, bare: 50, telex: 25, chat: 35, typo: 35, noanswer: 30, short: 40, 'short noanswer': 10 };
const count = {};
const covered = new Set();
unique(lines, (l) => l[0], 'questions');
unique(lines, (l) => l[2], 'questions');
for (const [id, kind, question, expected, split] of lines) {
	const card = id.split('.')[0];
	count[kind] = (count[kind] ?? 0) + 1;
	const short = kind.startsWith('short'); // one thought of everybody's, of no card; its half stands in the file
	check((short || cards.has(card)) && LEAST[kind] && question, `question ${id}`);
	check(short ? ['test', 'tune'].includes(split) : split === (crc32(card) & 1 ? 'test' : 'tune'), `question ${id}: split`);
	check((expected === '') === kind.endsWith('noanswer'), `question ${id}: expected`);
	check(!['bare', 'telex'].includes(kind) || /^[\x20-\x7e]*$/.test(question), `question ${id}: not plain ASCII`);
	for (const c of expected ? expected.split('|') : []) {
		check(codes.has(c), `question ${id}: ${c}`);
		covered.add(c);
	}
}
for (const [k, n] of Object.entries(LEAST)) check((count[k] ?? 0) >= n, `questions: ${count[k]} of kind ${k}, at least ${n}`);
for (const c of codes) check(covered.has(c), `questions: none expects ${c}`);

for (const b of bad) console.error(`check_data: ${b}`);
console.log(`check_data: ${bad.length ? `${bad.length} broken` : 'ok'}: ${provinces.length} provinces, ${communes.length} communes, ` +
	`${procedures.length} procedures, ${fields} fields, ${events.length} life events, ${cards.size} cards, ${lines.length} questions`);
process.exit(bad.length ? 1 : 0);
