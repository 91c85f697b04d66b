// Officers' pages. Enhancement only: every page works without it.
import { CharacterCount, ErrorSummary, createAll } from 'govuk-frontend'
import { autosave } from './autosave.js'
import { keys } from './keys.js'
import { queue } from './queue.js'
import { sendOnce } from './send.js'
import { showIf } from './show-if.js'
import { suggest } from './suggest.js'

document.body.classList.add('govuk-frontend-supported')
createAll(ErrorSummary)
createAll(CharacterCount)
showIf()
suggest()
autosave()
queue()
keys()
sendOnce()
