/** What a site that lets another one sign its visitors in has to do at a sign-out besides. */
import { isKind, observed } from '../recording/observed.ts'
import type { Recording } from '../recording/recording.ts'

/** Host at which visitors enter their password; null: the site itself, or nobody saw it. */
const signInHost = (recording: Recording): string | null => {
  const seen = observed(recording)
  const form = seen.findLast(isKind('credentials-entered'))
  const page = form && seen.filter(isKind('page-load')).find(({ load }) => load === form.load)
  const origin = page?.origin ?? recording.target.origin
  return origin !== recording.target.origin && URL.canParse(origin) ? new URL(origin).host : null
}

/** A sentence that begins a cure; null: visitors sign in at the site itself. */
export const openSessionElsewhere = (recording: Recording): string | null => {
  const host = signInHost(recording)
  return host === null
    ? null
    : `Visitors sign in at ${host}, which keeps a session of its own: as long as that is open, the site’s next page signs them in again without a question. End it too: at the sign-out, send the browser on to the identity provider’s own sign-out (OpenID Connect: end_session_endpoint with id_token_hint; SAML: single logout), or ask for prompt=login after a sign-out.`
}
