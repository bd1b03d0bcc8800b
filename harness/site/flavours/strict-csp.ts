import { header, scriptValue, setUp, shopScript, soundPolicy, tagUrl } from '../plan.ts'
import type { Flavour } from './flavour.ts'

/** Scripts may only be loaded by scripts that the page trusts, and from addresses that this policy has let through. */
const loader = (url: string): string => `{
  const tagsOnly = window.trustedTypes?.createPolicy('chat', {
    createScriptURL: address => {
      if (address !== ${scriptValue(url)}) throw new TypeError(\`not the chat: \${address}\`)
      return address
    },
  })
  const tag = document.createElement('script')
  tag.async = true
  tag.src = tagsOnly ? tagsOnly.createScriptURL(${scriptValue(url)}) : ${scriptValue(url)}
  document.head.append(tag)
}`

export const strictCsp: Flavour = {
  summary: 'a policy of nonces and strict-dynamic, with Trusted Types and no list of hosts for scripts',
  apply: plan => ({
    ...plan,
    headers: visit => ({
      ...plan.headers(visit),
      ...header({
        ...soundPolicy(visit),
        'script-src': `'nonce-${visit.nonce}' 'strict-dynamic'`,
        'require-trusted-types-for': "'script'",
        'trusted-types': 'chat',
      }),
    }),
    scripts: visit => [setUp({ sid: visit.sid }), { inline: loader(tagUrl(visit)) }, { ...shopScript, nonce: true }],
  }),
}
