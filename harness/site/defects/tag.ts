/** The tag as pages get it wrong. */
import { tagPath } from '../../../mock-iadvize/contract.ts'
import type { PageScript, ShopPlan } from '../plan.ts'
import type { Defect } from './defect.ts'

const isTag = (script: PageScript): boolean => 'src' in script && script.src.endsWith(tagPath)

const withInline = (plan: ShopPlan, edit: (source: string) => string): ShopPlan => ({
  ...plan,
  scripts: visit => plan.scripts(visit).map(script => ('inline' in script ? { inline: edit(script.inline) } : script)),
})

export const tagDefects = {
  'tag-missing-on-one-page': {
    summary: 'the page of the addresses has a template of its own, and nobody put the tag into it',
    breaks: ['tag/present'],
    apply: plan => ({
      ...plan,
      scripts: visit => plan.scripts(visit).filter(script => visit.path !== '/account/addresses' || !isTag(script)),
    }),
  },
  'tag-included-twice': {
    summary: 'the shared layout includes the tag, and the template of the account pages includes it once more',
    breaks: ['tag/loaded-once'],
    apply: plan => ({
      ...plan,
      scripts: visit => {
        const scripts = plan.scripts(visit)
        return visit.area === 'account' ? [...scripts, ...scripts.filter(isTag)] : scripts
      },
    }),
  },
  'sid-missing': {
    summary: 'the site’s id is configured as siteId instead of sid',
    breaks: ['tag/site-id'],
    apply: plan => withInline(plan, source => source.replace('{ sid:', '{ siteId:')),
  },
  'sid-of-another-site': {
    summary: 'the configuration of another country’s shop was copied, with the id of its site',
    breaks: ['tag/site-id'],
    apply: plan => ({ ...plan, scripts: visit => plan.scripts({ ...visit, sid: `${visit.sid}9` }) }),
  },
  'interface-overwritten': {
    summary: 'a snippet of a campaign starts the queue anew once the page has loaded: window.iAdvizeInterface = []',
    breaks: ['tag/interface-kept'],
    apply: plan => ({
      ...plan,
      scripts: visit => [
        ...plan.scripts(visit),
        {
          inline: `addEventListener('load', () => {
  window.iAdvizeInterface = []
  iAdvizeInterface.push(iAdvize => iAdvize.navigate('spring-campaign'))
})`,
        },
      ],
    }),
  },
} as const satisfies Record<string, Defect>
