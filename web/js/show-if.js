// [data-dv-show-if="field=value"] (or "field=a|b"): shown while the field of the same form has the value. Fields in a
// hidden block are disabled, so they are not sent and count as empty for the blocks after it. The server judges anew.
import { $$ } from './dom.js'

function valuesOf (form, name) {
  return $$('input, select, textarea', form)
    .filter(control => control.name === name && !control.disabled && (!/^(radio|checkbox)$/.test(control.type) || control.checked))
    .map(control => control.value)
}

function setShown (block, shown) {
  block.hidden = !shown
  for (const control of $$('input, select, textarea, button', block)) {
    if (!shown && !control.disabled) {
      control.disabled = true
      control.dataset.dvOff = ''
    } else if (shown && 'dvOff' in control.dataset) {
      control.disabled = false
      delete control.dataset.dvOff
    }
  }
}

function review (form) {
  for (const block of $$('[data-dv-show-if]', form)) {
    const [, name, wanted] = block.dataset.dvShowIf.match(/^([^=]*)=(.*)$/)
    const hiddenAround = block.parentElement.closest('[data-dv-show-if][hidden]')
    setShown(block, !hiddenAround && valuesOf(form, name).some(value => wanted.split('|').includes(value)))
  }
}

export function showIf () {
  for (const form of new Set($$('[data-dv-show-if]').map(block => block.closest('form')))) {
    if (!form) continue
    form.addEventListener('change', () => review(form))
    review(form)
  }
}
