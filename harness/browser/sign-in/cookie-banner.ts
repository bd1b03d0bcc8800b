/** Finds the button of a cookie banner that agrees to everything, as a person would: by what it says. */
import type { Locator, Page } from '@playwright/test'
import type { Target } from '../../config/target.ts'
import { framesOf } from './frames.ts'
import { stretchedMs, timeoutsOf } from '../waiting/slowness.ts'

const cookies = '(?: (?:the |les |las |i )?cookies?)?'

/** EN, FR, DE, ES, IT, NL. The whole of what a button says, so that «accept all invitations» is left alone. */
const agreements = [
  `(?:yes,? )?(?:i )?(?:accept|allow|agree)(?: to)?(?: all)?${cookies}(?: (?:and|&) (?:close|continue))?`,
  `(?:oui,? )?tout accepter(?: (?:et|&) (?:fermer|continuer))?`,
  `(?:j['’])?accepte[rz]?(?: tous| tout)?${cookies}(?: (?:et|&) (?:fermer|continuer))?`,
  `(?:ja,? )?(?:alle[sn]? ?)?(?:cookies )?(?:akzeptieren|annehmen|zulassen|erlauben|zustimmen)(?: (?:und|&) (?:schließen|weiter|fortfahren))?`,
  `(?:ich )?(?:akzeptiere|stimme zu)(?: alle${cookies})?`,
  `acept(?:ar|o)(?: tod[ao]s?)?${cookies}(?: y (?:cerrar|continuar))?`,
  `accett[ao](?: tutt[oi])?${cookies}(?: e (?:chiudi|continua))?`,
  `(?:ja,? )?(?:alles? )?(?:cookies )?(?:accepteren|toestaan)(?: en (?:sluiten|doorgaan))?`,
  `(?:ik )?(?:ga )?akkoord|ik accepteer(?: alle${cookies})?`,
]
const agreement = new RegExp(`^\\W*(?:${agreements.join('|')})\\W*$`, 'i')

export const isAgreement = (words: string): boolean => agreement.test(words)

/** The banner may stand in a frame of whoever manages consent for the site. null: there is none to be seen. */
export const agreeButton = async (
  page: Page,
  { consent = 'accept' }: Pick<Target, 'consent'>,
): Promise<Locator | null> => {
  if (consent === 'leave') return null
  for (const frame of framesOf(page)) {
    const buttons =
      typeof consent === 'object' ? frame.locator(consent.accept) : frame.getByRole('button', { name: agreement })
    const button = buttons.filter({ visible: true }).first()
    if ((await button.count().catch(() => 0)) > 0) return button
  }
  return null
}

/**
 * On the way to something else: a banner that covers it, or a wall that stands there instead of it, is agreed to. false: there is
 * none.
 */
export const passBanner = async (
  page: Page,
  target: Pick<Target, 'consent' | 'origin' | 'timeouts'>,
): Promise<boolean> => {
  const button = await agreeButton(page, target)
  if (!button) return false
  // One that goes away by itself is passed as well.
  await button.click({ timeout: stretchedMs(target, 2_000) }).catch(() => undefined)
  // Behind a wall the site's own page is a new document.
  const timeout = timeoutsOf(target).navigation
  await button.waitFor({ state: 'hidden', timeout }).catch(() => undefined)
  await page.waitForLoadState('load', { timeout }).catch(() => undefined)
  return true
}
