/** Which code cures a violation of which requirement. Pure. */
import { activate, loadTheTag, logout, navigate, removeExtId, surviveFailures } from './in-the-page.ts'
import { makeTheToken, providerEndpoint, stackCode } from './in-the-backend.ts'
import { makeKeys } from './make-keys.ts'
import { languageNames, stacks, type Code, type CureTopic, type Language, type Stack } from './snippet.ts'

/** By id, or by `area/*` for those of an area that have none of their own. The first topic is the nearest to the cure. */
const cures: Record<string, readonly CureTopic[]> = {
  'token/*': [makeTheToken],
  'token/compact': [activate, makeTheToken],
  'token/key-strength': [makeKeys],
  'activation/*': [activate],
  'activation/any-load-order': [loadTheTag, activate],
  "activation/identity-is-the-session's": [providerEndpoint],
  'activation/token-fresh': [activate, providerEndpoint],
  'logout/*': [logout],
  'logout/provider-refuses': [providerEndpoint],
  'ext-id/*': [removeExtId],
  'padlock/*': [activate],
  'padlock/agrees-with-jwt': [removeExtId, activate],
  'spa/navigates': [navigate],
  'tag/*': [loadTheTag],
  'tag/absence-survived': [surviveFailures],
  'failure/*': [surviveFailures],
  'failure/provider-error': [surviveFailures, providerEndpoint],
  'provider/*': [providerEndpoint],
  // Settings of a server, or of how a bundle is built: no few lines would do.
  'provider/https': [],
  'provider/key-not-exposed': [],
  'tag/allowed-by-policy': [],
}

/** What is to be done, with its code in every language that it is told in; none: no code helps. */
export const cureTopics = (requirementId: string): readonly CureTopic[] =>
  cures[requirementId] ?? cures[`${requirementId.split('/')[0] ?? ''}/*`] ?? []

export type Snippet = Code & { language: Language; title: string }

/** Of one topic: the integrator's own language first. */
export const snippetsOf = ({ title, code }: CureTopic, stack?: Stack): Snippet[] => {
  const languages = Object.keys(languageNames) as Language[]
  return [...(stack ? [stack] : []), ...languages.filter(language => language !== stack)].flatMap(language => {
    const found = code[language]
    return found === undefined ? [] : [{ language, title, ...found }]
  })
}

/** The code that helps to cure a violation of a requirement; of each topic the integrator's own language first. */
export const snippetsFor = (requirementId: string, stack?: Stack): Snippet[] =>
  cureTopics(requirementId).flatMap(topic => snippetsOf(topic, stack))

/** Said beside the code: whether anybody has seen it run. */
export const provenance = ({ executedWith }: Code): string =>
  executedWith === null
    ? 'This code was only read, not executed by our tests.'
    : `Our tests execute this code (${executedWith}).`

/** What libraries do that breaks a requirement: those of one stack, or of all. */
export const trapsOf = (requirementId: string, stack?: Stack): string[] =>
  (stack ? [stack] : stacks)
    .flatMap(one => stackCode[one].traps)
    .filter(({ requirements }) => requirements.includes(requirementId))
    .map(({ text }) => text)
