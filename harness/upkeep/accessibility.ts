/** What axe finds in a page: for our own tests. */
import type { Page } from '@playwright/test'
import axe from 'axe-core'

type Violation = { id: string; nodes: { html: string; failureSummary?: string }[] }

/** One line a place; none: axe finds nothing. `rules`: only these. */
export const violations = async (page: Page, ...rules: string[]): Promise<string[]> => {
  // As the reader sees it once everything is unfolded.
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true
  })
  await page.evaluate(axe.source)
  const found = await page.evaluate(async only => {
    const { run } = (
      globalThis as unknown as { axe: { run: (options: object) => Promise<{ violations: Violation[] }> } }
    ).axe
    return (await run(only.length > 0 ? { runOnly: only } : {})).violations
  }, rules)
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html: node, failureSummary }) => `${id}: ${node} ${failureSummary}`),
  )
}
