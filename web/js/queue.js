// The officer's queue: rows are chosen together, and links and the filter marked data-dv-partial change only the marked
// region, keeping address, focus and the back button. Without script they are plain links and forms.
import { $, $$ } from './dom.js'

function bulk () {
  const all = $('[data-dv-all]')
  const words = $('[data-dv-n]')
  const boxes = $$('[data-dv-row]')
  if (!all || !words) return

  function show () {
    const n = boxes.filter(box => box.checked).length
    words.textContent = words.dataset.t.replace('%', n)
    all.checked = n > 0 && n === boxes.length
    all.indeterminate = n > 0 && n < boxes.length
  }
  const hidden = all.closest('[hidden]')
  if (hidden) hidden.hidden = false
  all.onchange = () => { boxes.forEach(box => { box.checked = all.checked }); show() }
  boxes.forEach(box => { box.onchange = show })
  show()
}

let latest = 0

async function swap (url, push) {
  const mine = ++latest
  const region = $('[data-dv-region]')
  region.setAttribute('aria-busy', 'true')
  try {
    const answer = await fetch(url, { headers: { 'X-Partial': 'queue' }, credentials: 'same-origin' })
    if (!answer.ok || answer.redirected) return location.assign(url)
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const next = $('[data-dv-region]', page)
    if (mine !== latest) return
    if (!next) return location.assign(url)
    const id = document.activeElement && document.activeElement.id
    region.replaceWith(next)
    document.title = page.title || document.title
    if (push) history.pushState({ dv: 1 }, '', url)
    const focused = id && document.getElementById(id)
    if (focused) focused.focus({ preventScroll: true })
    const live = $('[data-dv-live]')
    const status = $('[data-dv-status]')
    if (live && status) live.textContent = status.textContent
    bulk()
  } catch (error) {
    location.assign(url)
  }
}

export function queue () {
  if (!$('[data-dv-region]')) return
  addEventListener('click', event => {
    const link = event.target.closest && event.target.closest('[data-dv-region] a[data-dv-partial]')
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    swap(link.href, true)
  })
  addEventListener('submit', event => {
    const form = event.target
    if (!form.matches('form[data-dv-partial]')) return
    event.preventDefault()
    const url = new URL(form.action)
    url.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== '')).toString()
    swap(url.href, true)
  })
  addEventListener('popstate', () => swap(location.href, false))
  bulk()
}
