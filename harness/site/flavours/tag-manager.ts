import { editScript } from '../edit-script.ts'
import { scriptValue, shopScript } from '../plan.ts'
import { pageScript } from './flavour.ts'
import type { Flavour } from './flavour.ts'

export const tagManager: Flavour = {
  summary: 'a tag manager brings set-up and tag when all else on the page is done',
  apply: plan => {
    // Whoever signs out before the tag is there may still be known to iAdvize from the page before.
    const patient = editScript(
      plan,
      'const farewell = chat?.logout()',
      'const farewell = new Promise(resolve => window.iAdvizeInterface.push(iAdvize => resolve(iAdvize.logout())))',
    )
    return {
      ...patient,
      scripts: ({ sid, platform }) => [
        { inline: `window.dataLayer = [{ chat: ${scriptValue({ sid, platform })} }]` },
        { src: '/tags.js', load: 'async' },
        shopScript,
      ],
      assets: { ...patient.assets, '/tags.js': pageScript('tags') },
    }
  },
}
