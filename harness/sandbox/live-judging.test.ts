import { expect, test } from '@playwright/test'
import { createMock } from '../../mock-iadvize/platform/create-mock.ts'
import { sampleBrand, sid } from '../../mock-iadvize/samples/sample-brand.ts'
import type { PageReport } from '../../mock-iadvize/sandbox/page-report-schema.ts'
import { createLiveJudging } from './live-judging.ts'

/** A page that hands over this token. */
const page = (load: string, token: string): PageReport[] => {
  const at = (event: PageReport['event']): PageReport => ({ load, path: `/${load}`, frame: false, event })
  const call = { call: 1, cause: 'activate' } as const
  return [
    at({ kind: 'tag-run', sid, again: false, queued: 0, src: null, explicitConsent: false }),
    at({ kind: 'activate', call: 1 }),
    at({ kind: 'provider-call', ...call }),
    at({ kind: 'provider-answer', ...call, answer: 'secured', token, shape: 'secured' }),
  ]
}

test('a token that is shown again is judged again, on each page, as iAdvize does', async () => {
  const mock = createMock({ tenant: sampleBrand.tenant })
  const judging = createLiveJudging({ sid, mock, changed: () => undefined })
  const open = (load: string, token: string) => page(load, token).forEach(report => judging.heard(report, null))
  const rowOf = async (id: string) => (await judging.requirements()).find(row => row.id === id)
  const token = await sampleBrand.token('u-1')
  open('one', token)
  expect(await rowOf('token/expiry')).toMatchObject({ status: 'met', findings: [{ page: '/one' }] })
  open('two', token)
  expect(await rowOf('token/signature')).toMatchObject({ status: 'met', findings: [{ page: '/two' }] })
  mock.clock.jump(61 * 60_000)
  open('three', token)
  expect(await rowOf('token/expiry')).toMatchObject({ status: 'violated', findings: [{ page: '/three' }] })
  mock.setTenant({ ...mock.tenant, brandKeys: [] })
  open('four', token)
  expect(await rowOf('token/signature')).toMatchObject({ status: 'violated', findings: [{ page: '/four' }] })
  expect(await rowOf('token/never-repeats')).toMatchObject({ status: 'not-observed' })
  judging.clear()
  expect(await rowOf('token/expiry')).toMatchObject({ status: 'not-observed' })
})
