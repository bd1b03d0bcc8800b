/** What single-page shops get wrong: one document, many screens. */
import { editScript } from '../edit-script.ts'
import type { Defect } from './defect.ts'

const telling = 'chat?.navigate(location.pathname)'

export const spaDefects = {
  'spa-never-upgrades': {
    summary: 'the chat is activated when the page loads and never again: whoever signs in stays a guest there',
    breaks: ['activation/upgrades-in-place'],
    flavour: 'single-page',
    apply: plan => editScript(plan, 'known === as) return', 'known !== undefined) return'),
  },
  'spa-logs-out-at-sign-in': {
    summary: 'before a guest who signs in is activated as a customer, the chat is logged out',
    breaks: ['activation/upgrades-in-place'],
    flavour: 'single-page',
    apply: plan => editScript(plan, "if (known === 'customer') await chat.logout()", 'if (known) await chat.logout()'),
  },
  'spa-reactivates-each-route': {
    summary: 'the router activates the chat at each change of the screen',
    breaks: ['activation/once-per-page', 'spa/navigates'],
    flavour: 'single-page',
    apply: plan => editScript(plan, telling, 'if (chat) void inTurn(activate)'),
  },
  'spa-never-navigates': {
    summary: 'nobody tells the chat that the screen has changed',
    breaks: ['spa/navigates'],
    flavour: 'single-page',
    apply: plan => editScript(plan, telling, ''),
  },
} as const satisfies Record<string, Defect>
