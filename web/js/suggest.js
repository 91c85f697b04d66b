// input[data-dv-suggest="/address"]: a combobox (ARIA pattern, list autocomplete) over a JSON answer [{value, label}] to
// ?q=…. data-dv-value names the hidden field that takes the value; typing empties it, and the server then resolves the
// text itself. data-dv-with="a b" sends these fields of the form along. Texts: data-dv-count ("% kết quả"), data-dv-none.
import { $, $$ } from './dom.js'

const PAUSE_MS = 150

function suggestFor (input, number) {
  const id = `dv-goi-y-${number}`
  const hidden = input.form && input.dataset.dvValue ? $(`input[type="hidden"][name="${CSS.escape(input.dataset.dvValue)}"]`, input.form) : null
  const box = document.createElement('div')
  const list = document.createElement('ul')
  const live = document.createElement('div')
  let options = []
  let active = -1
  let timer
  let request

  box.className = 'dv-suggest'
  list.className = 'dv-suggest__list'
  list.id = id
  list.hidden = true
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', input.labels && input.labels[0] ? input.labels[0].textContent.trim() : '')
  live.className = 'govuk-visually-hidden'
  live.setAttribute('role', 'status')
  input.replaceWith(box)
  box.append(input, list, live)
  input.removeAttribute('list')
  input.autocomplete = 'off'
  for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-expanded', 'false'], ['aria-controls', id]]) input.setAttribute(name, value)

  function close () {
    clearTimeout(timer)
    list.hidden = true
    active = -1
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
  }

  function mark (next) {
    active = next
    $$('li', list).forEach((item, i) => item.setAttribute('aria-selected', i === active))
    if (active < 0) return input.removeAttribute('aria-activedescendant')
    input.setAttribute('aria-activedescendant', `${id}-${active}`)
    $(`#${id}-${active}`).scrollIntoView({ block: 'nearest' })
  }

  function choose (i) {
    input.value = options[i].label
    if (hidden) hidden.value = options[i].value
    close()
    input.dispatchEvent(new Event('change', { bubbles: true }))
  }

  function show (found) {
    options = found
    list.replaceChildren(...found.map((option, i) => {
      const item = document.createElement('li')
      item.id = `${id}-${i}`
      item.setAttribute('role', 'option')
      item.setAttribute('aria-selected', 'false')
      item.textContent = option.label
      return item
    }))
    close()
    list.hidden = found.length === 0
    input.setAttribute('aria-expanded', String(found.length > 0))
    live.textContent = found.length ? (input.dataset.dvCount || '%').replace('%', found.length) : input.dataset.dvNone || ''
  }

  async function ask () {
    const url = new URL(input.dataset.dvSuggest, location.href)
    if (request) request.abort()
    request = new AbortController()
    url.searchParams.set('q', input.value.trim())
    for (const name of (input.dataset.dvWith || '').split(' ').filter(Boolean)) url.searchParams.set(name, new FormData(input.form).get(name) || '')
    try {
      const answer = await fetch(url, { signal: request.signal, headers: { Accept: 'application/json' } })
      if (answer.ok && document.activeElement === input) show(await answer.json())
    } catch (error) { /* without suggestions the field is a plain field */ }
  }

  input.addEventListener('input', () => {
    if (hidden) hidden.value = ''
    clearTimeout(timer)
    if (input.value.trim().length < 1) return close()
    timer = setTimeout(ask, PAUSE_MS)
  })
  input.addEventListener('keydown', event => {
    const open = !list.hidden
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (!open) return ask()
      const n = options.length
      mark(event.key === 'ArrowDown' ? (active + 1) % n : (active + n - (active < 0 ? 0 : 1)) % n)
    } else if (event.key === 'Enter' && open && active >= 0) {
      event.preventDefault()
      choose(active)
    } else if (event.key === 'Escape' && open) {
      event.preventDefault()
      close()
    }
  })
  input.addEventListener('blur', close)
  list.addEventListener('mousedown', event => event.preventDefault())
  list.addEventListener('click', event => {
    const item = event.target.closest('li')
    if (item) choose($$('li', list).indexOf(item))
  })
}

export function suggest () {
  $$('input[data-dv-suggest]').forEach(suggestFor)
}
