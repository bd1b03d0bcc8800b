/** Asks the server of this page, and says where one looks what it has refused. Runs in a browser. */
import { byId, element } from '../../../mock-iadvize/looks/dom.ts'

const root = 'ui'

export const showProblem = (error: string, cure: string): void => {
  byId('problem').replaceChildren(element('strong', {}, error), cure)
  byId('problem').hidden = false
  byId('problem').scrollIntoView({ block: 'nearest' })
}
export const hideProblem = (): void => {
  byId('problem').hidden = true
}

const answered = async (response: Response | null): Promise<unknown> => {
  if (response?.ok) {
    return response.status === 204 ? {} : ((await response.json()) as unknown)
  }
  const said = (await response?.json().catch(() => null)) as { error: string; cure: string } | null | undefined
  if (said) showProblem(said.error, said.cure)
  else showProblem('The page does not reach its server.', 'See whether the command still runs in its terminal.')
  return null
}

/** null: it was refused, and the page says why. */
export const get = async <T>(path: string): Promise<T | null> =>
  (await answered(await fetch(`${root}/${path}`).catch(() => null))) as T | null

/** What was refused before is no longer said, unless this is asked while somebody reads it. */
export const post = async <T>(path: string, body: unknown = {}, { isQuiet = false } = {}): Promise<T | null> => {
  if (!isQuiet) hideProblem()
  return (await answered(
    await fetch(`${root}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).catch(() => null),
  )) as T | null
}
