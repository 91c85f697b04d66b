// One press, one sending. The buttons stay enabled, as a disabled button would not send its own name and value; the
// server answers a repeated key with the first answer anyway.
const WAIT_MS = 8000

export function sendOnce () {
  const sent = new WeakMap()
  addEventListener('submit', event => {
    const form = event.target
    if (event.defaultPrevented || form.method !== 'post') return
    if (Date.now() - (sent.get(form) || 0) < WAIT_MS) event.preventDefault()
    else sent.set(form, Date.now())
  })
  addEventListener('pageshow', event => { if (event.persisted) location.reload() })
}
