// A menu that is a strip on a phone: the entry one stands at is brought into sight.
import { $$ } from './dom.js'

export function strip () {
  for (const here of $$('.govuk-service-navigation [aria-current], .dv-side [aria-current]')) {
    const box = here.closest('.govuk-service-navigation__list, .dv-side nav')
    box.scrollLeft += here.getBoundingClientRect().left - box.getBoundingClientRect().left - 16
  }
}
