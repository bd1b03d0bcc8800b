import { editScript } from '../edit-script.ts'
import { setUp, shopScript, tagUrl } from '../plan.ts'
import { pageScript } from './flavour.ts'
import type { Flavour } from './flavour.ts'

export const consent: Flavour = {
  summary: 'a cookie banner: the chat is neither activated nor stores anything before the visitor has agreed',
  consent: true,
  apply: plan => {
    const asking = editScript(
      plan,
      '  chat = iAdvize\n',
      `  await consented
  iAdvize.set('visitor:cookiesConsent', true)
  chat = iAdvize\n`,
    )
    return {
      ...asking,
      scripts: visit => [
        setUp({ sid: visit.sid, useExplicitCookiesConsent: true }),
        { src: tagUrl(visit), load: 'async' },
        shopScript,
      ],
      assets: {
        ...asking.assets,
        '/shop.js': `import { consented } from '/consent.js'\n${asking.assets['/shop.js']}`,
        '/consent.js': pageScript('consent'),
      },
    }
  },
}
