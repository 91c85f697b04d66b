// Shortcuts: / to the filter, j and k along the rows, x chooses the row, ? lists them; Enter opens, as the row's link
// has the focus. WCAG 2.1.4: a box in the list ([data-dv-keys-off]) turns single letters off, kept in this browser.
import { $, $$ } from './dom.js'

const KEPT = 'dv-keys-off'
const off = () => { try { return localStorage.getItem(KEPT) === '1' } catch (error) { return false } }

function step (by) {
  const links = $$('[data-dv-open]')
  if (!links.length) return
  const row = document.activeElement.closest('tr')
  const at = links.findIndex(link => link === document.activeElement || link.closest('tr') === row)
  links[Math.min(links.length - 1, Math.max(0, at < 0 ? 0 : at + by))].focus()
}

function choose () {
  const row = document.activeElement.closest('tr')
  const box = row && $('[data-dv-row]', row)
  if (box) box.click()
}

export function keys () {
  const help = $('dialog[data-dv-keys]')
  const box = help && $('[data-dv-keys-off]', help)

  for (const button of $$('[data-dv-help]')) {
    if (!help) continue
    button.hidden = false
    button.addEventListener('click', () => help.showModal())
  }
  if (box) {
    box.checked = off()
    box.addEventListener('change', () => { try { localStorage.setItem(KEPT, box.checked ? '1' : '0') } catch (error) { /* not kept then */ } })
  }
  addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || off() || (help && help.open)) return
    if (event.target.closest('input:not([type="checkbox"]), select, textarea, [contenteditable]')) return
    const filter = $('[data-dv-filter]')
    if (event.key === '/' && filter) {
      const details = filter.closest('details')
      if (details) details.open = true
      filter.focus()
      filter.select()
    } else if (event.key === 'j') step(1)
    else if (event.key === 'k') step(-1)
    else if (event.key === 'x') choose()
    else if (event.key === '?' && help) help.showModal()
    else return
    event.preventDefault()
  })
}
