/** The tag as pages get it wrong. */
import { apiHost, iadvizeDomain, tagPath } from '../../../mock-iadvize/contract.ts'
import type { PageScript, ShopPlan, Visit } from '../plan.ts'
import { editScript } from './defect.ts'
import type { Defect } from './defect.ts'

const isTag = (script: PageScript): boolean => 'src' in script && script.src.endsWith(tagPath)

const withInline = (plan: ShopPlan, edit: (source: string) => string): ShopPlan => ({
  ...plan,
  scripts: visit => plan.scripts(visit).map(script => ('inline' in script ? { inline: edit(script.inline) } : script)),
})

/** The plan whose Content-Security-Policy lacks one host. */
const policyWithout = (plan: ShopPlan, host: (visit: Visit) => string): ShopPlan => ({
  ...plan,
  headers: visit => {
    const { 'Content-Security-Policy': policy = '', ...others } = plan.headers(visit)
    return { ...others, 'Content-Security-Policy': policy.replace(` ${host(visit)}`, '') }
  },
})

export const tagDefects = {
  'tag-missing-everywhere': {
    summary: 'the pages push to the queue of a tag that nobody has included',
    breaks: ['tag/present'],
    apply: plan => ({ ...plan, scripts: visit => plan.scripts(visit).filter(script => !isTag(script)) }),
  },
  'tag-missing-on-one-page': {
    summary: 'the page of the addresses has a template of its own, and nobody put the tag into it',
    breaks: ['tag/present'],
    journeys: ['browse-signed-in'],
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
  'tag-blocks-rendering': {
    summary: 'the tag’s script element stands in the head without async',
    breaks: ['tag/async'],
    apply: plan => ({
      ...plan,
      scripts: visit =>
        plan
          .scripts(visit)
          .map(script => (isTag(script) && 'src' in script ? { ...script, load: 'blocking' } : script)),
    }),
  },
  'csp-blocks-tag': {
    summary: 'the Content-Security-Policy was written before the chat came, and lets no script of iAdvize through',
    breaks: ['tag/allowed-by-policy'],
    apply: plan => policyWithout(plan, ({ platform }) => `${platform}.${iadvizeDomain}`),
  },
  'csp-blocks-api': {
    summary: 'the Content-Security-Policy lets the tag through, and not the calls that it makes',
    breaks: ['tag/allowed-by-policy'],
    apply: plan => policyWithout(plan, () => apiHost),
  },
  'site-breaks-without-tag': {
    summary: 'signing out counts on a chat: where the tag could not be loaded, nobody gets out',
    breaks: ['tag/absence-survived'],
    journeys: ['tag-unreachable'],
    apply: plan => editScript(plan, 'chat?.logout()', 'chat.logout()'),
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
  'queue-started-anew': {
    summary:
      'a snippet of a campaign starts the queue anew before the tag has come: the sid that was set is gone with it',
    breaks: ['tag/interface-kept'],
    apply: plan => ({
      ...plan,
      scripts: visit => [
        ...plan.scripts(visit),
        {
          inline: "window.iAdvizeInterface = []\niAdvizeInterface.push(iAdvize => iAdvize.navigate('spring-campaign'))",
        },
      ],
    }),
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
