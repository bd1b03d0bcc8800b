/** Finds the button of a cookie banner that agrees to everything, as a person would: by what it says. */
import type { Locator, Page } from '@playwright/test'
import type { Consent } from '../config/target.ts'

/** EN, FR, DE, ES, IT, NL; whole words, so that «accept all invitations» is left alone. */
const agreement = new RegExp(
  `^\\W*(?:${[
    '(?:yes, )?(?:i )?(?:accept|allow|agree to)(?: all)?(?: the)?(?: cookies)?(?: (?:and|&) (?:close|continue))?',
    '(?:tout|oui, tout) accepter(?: et (?:fermer|continuer))?|(?:j.)?accepte[rz]?(?: tou[ts])?(?: les)?(?: cookies)?(?: et (?:fermer|continuer))?',
    '(?:alle|alles|ja, alle)(?: cookies)? (?:akzeptieren|annehmen|zulassen|erlauben)|(?:ich )?(?:akzeptiere[n]?|stimme zu|zustimmen)(?: (?:&|und) (?:schließen|weiter))?',
    'aceptar(?: tod[ao]s?)?(?: las)?(?: cookies)?(?: y (?:cerrar|continuar))?',
    'accett[ao](?: tutt[oi])?(?: i)?(?: cookie)?(?: e (?:chiudi|continua))?',
    '(?:alle|alles)(?: cookies)? (?:accepteren|toestaan)|(?:ik )?(?:accepteer|accepteren|akkoord)(?: alle)?(?: cookies)?',
  ].join('|')})\\W*$`,
  'i',
)

/** The banner may stand in a frame of whoever manages consent for the site. null: there is none to be seen. */
export const acceptButton = async (page: Page, consent: Consent): Promise<Locator | null> => {
  if (consent === 'leave') return null
  for (const frame of page.frames()) {
    const buttons =
      typeof consent === 'object' ? frame.locator(consent.accept) : frame.getByRole('button', { name: agreement })
    const button = buttons.filter({ visible: true }).first()
    if ((await button.count().catch(() => 0)) > 0) return button
  }
  return null
}
