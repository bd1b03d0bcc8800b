/** «Do you really want to sign out?», asked in a dialog, in the page, or on a page of its own. */
import type { Locator, Page } from '@playwright/test'
import { readControls } from './page-controls.ts'
import { agreeWords, declineWords, signOutWords } from './words.ts'

const agrees = (name: string): boolean => !declineWords.test(name) && (signOutWords.test(name) || agreeWords.test(name))

/** What could be pressed before, and where: the question is what came after it. */
export type BeforeAsking = { url: string; names: ReadonlySet<string> }

export const beforeAsking = async (page: Page): Promise<BeforeAsking> => ({
  url: page.url(),
  names: new Set((await readControls(page)).filter(({ shown }) => shown).map(({ name }) => name)),
})

const isControl = 'a[href], button, input:is([type="submit"], [type="button"]), [role="button"]'

/** The button that agrees to it; null: nothing is asked. */
const answerTo = async (page: Page, before: BeforeAsking): Promise<Locator | null> => {
  const offered = (await readControls(page)).filter(({ shown, name }) => shown && agrees(name))
  const inDialog = offered.filter(({ dialog }) => dialog)
  const isElsewhere = page.url() !== before.url
  const isNew = offered.filter(({ name }) => !before.names.has(name))
  // What is around every page stands around the question too.
  const ofPage = [...isNew, ...(isElsewhere ? offered : [])].filter(({ around }) => !around)
  const saysSo = ofPage.filter(({ name }) => signOutWords.test(name))
  const [found] = [...inDialog, ...saysSo, ...ofPage, ...isNew]
  if (!found) return null
  const scope = found.dialog
    ? page.locator('dialog[open], [role="dialog"], [role="alertdialog"], [aria-modal="true"]').locator(isControl)
    : page.locator(isControl)
  const named = page
    .getByRole('button', { name: found.name, exact: true })
    .or(page.getByRole('link', { name: found.name, exact: true }))
    .filter({ visible: true })
  return found.around ? named.first() : scope.and(named).last()
}

/** Agrees to what is asked. false: nothing is. */
export const agreedToSignOut = async (page: Page, before: BeforeAsking): Promise<boolean> => {
  const answer = await answerTo(page, before)
  if (!answer) return false
  return answer.click({ timeout: 1_000 }).then(
    () => true,
    () => false,
  )
}
