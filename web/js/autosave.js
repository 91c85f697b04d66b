// form[data-dv-autosave="/address"]: sends what is typed every 20 seconds, when the page is left from sight, and never
// twice the same. Files go with the real submit only. [data-dv-saved] (a live region in the form) tells the outcome, in
// its own texts: data-dv-ok ("Đã lưu nháp lúc %"), data-dv-fail, data-dv-out (signed out).
import { $ } from './dom.js'

const EVERY_MS = 20000

function autosaveFor (form) {
  const live = $('[data-dv-saved]', form)
  const body = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === 'string')).toString()
  let last = body()
  let sending = false

  const say = (text) => { if (live && text && live.textContent !== text) live.textContent = text }

  async function save (leaving) {
    const now = body()
    if (sending || now === last) return
    sending = true
    try {
      const answer = await fetch(form.dataset.dvAutosave, {
        method: 'POST', body: now, keepalive: leaving && now.length < 60000, headers: { 'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8' }
      })
      if (answer.ok && !answer.redirected) {
        last = now
        say((live ? live.dataset.dvOk : '').replace('%', new Date().toLocaleTimeString('vi-VN', { hour: '2-digit', minute: '2-digit' })))
      } else if (live) {
        say(answer.redirected || answer.status === 401 || answer.status === 403 ? live.dataset.dvOut : live.dataset.dvFail)
      }
    } catch (error) {
      if (live) say(live.dataset.dvFail)
    }
    sending = false
  }

  const timer = setInterval(save, EVERY_MS, false)
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') save(true) })
  form.addEventListener('submit', () => clearInterval(timer))
}

export function autosave () {
  document.querySelectorAll('form[data-dv-autosave]').forEach(autosaveFor)
}
