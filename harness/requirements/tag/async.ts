import { isKind, observed, whereOf } from '../../recording/observed.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'

/** A frame's tag can hold up only that frame. */
export default requirement({
  id: 'tag/async',
  level: 'SHOULD',
  basis: 'doc',
  title: 'the tag does not block rendering',
  because: 'while the browser waits for it the page stays blank: a slow chat makes a slow shop, on every page',
  source: { page: 'SDK-REF' },
  yourSite: { table: 'tag', says: 'is loaded with `async`' },
  after: ['tag/present'],
  stimulus: 'a page asks for the tag by a script element',
  judge: recording =>
    observed(recording)
      .filter(isKind('tag-element'))
      .filter(({ outcome }) => outcome !== 'inert')
      .map((element): Finding => {
        const where = whereOf(element)
        if (element.blocking && !element.frame)
          return violated(where, {
            code: 'tag-blocks-rendering',
            expected: 'a script element with the attribute async, or one that a script adds',
            received: 'one without async or defer: the browser builds nothing below it before it has run',
          })
        return met(where, `${element.inclusion === 'html' ? 'in the HTML' : 'added by a script'}, and the page goes on`)
      }),
  remedy: ({ where }) =>
    `add async to the tag’s script element on ${where.path ?? 'this page'}: <script async src="//halc.iadvize.com/iadvize.js"></script>, with the platform of your own site; what is pushed to iAdvizeInterface waits for it`,
})
