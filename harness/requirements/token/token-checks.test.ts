import { expect, test } from '@playwright/test'
import { tokenChecks } from '../../../mock-iadvize/token/decision.ts'
import { activation, dataRequest, fault, load, recording, sample, signIn, token } from '../../recording/literal.ts'
import type { TokenLiteral } from '../../recording/literal.ts'
import { loadCatalogue } from '../catalogue.ts'
import { tokenAcceptance } from '../token-check.ts'

const shown = (literal: TokenLiteral) =>
  recording(signIn(), load('/account'), activation({ secured: literal }), sample({ user: 'first' }))
const wrong = (id: string, level: 'MUST' | 'SHOULD') => ({
  id,
  level,
  stage: 'claims',
  code: 'wrong',
  expected: 'this',
  received: 'that',
  cure: 'do this',
})

for (const id of tokenChecks)
  test(`${id}: met, violated, not seen`, async () => {
    const check = (await loadCatalogue()).find(requirement => requirement.id === id)
    if (!check) throw new Error(`${id} is not in the catalogue`)
    const { level } = check
    expect(check.judge(shown(token('first', { judged: [id] })))).toMatchObject([{ outcome: 'met' }])
    const refused = token('first', { verdict: 'refused', judged: [id], findings: [wrong(id, level)] })
    expect(check.judge(shown(refused))).toEqual([
      {
        outcome: 'violated',
        where: { at: 112, browser: 'first', tab: 'tab 1', path: '/account', step: 'sign-in', load: 'load 1' },
        code: 'wrong',
        expected: 'this',
        received: 'that',
        cure: 'do this',
      },
    ])
    expect(check.judge(shown(token('first')))).toEqual([])
  })

test('a finding of a lower level keeps it', async () => {
  const issuer = (await loadCatalogue()).find(({ id }) => id === 'token/issuer')
  const accepted = token('first', { judged: ['token/issuer'], findings: [wrong('token/issuer', 'SHOULD')] })
  expect(issuer?.judge(shown(accepted))).toMatchObject([{ outcome: 'violated', level: 'SHOULD' }])
})

test('a token that a fault of ours may have brought about is not judged', async () => {
  const expiry = (await loadCatalogue()).find(({ id }) => id === 'token/expiry')
  const expired = token('first', { findings: [wrong('token/expiry', 'MUST')] })
  const literal = recording(fault('token-provider-expired'), load('/account'), activation({ secured: expired }))
  expect(expiry?.judge(literal)).toEqual([])
  const again = [fault('token-provider-expired', false), load('/account'), activation({ secured: expired })]
  const shownAgain = recording(
    fault('token-provider-expired'),
    load('/account'),
    activation({ secured: expired }),
    ...again,
  )
  expect(expiry?.judge(shownAgain)).toMatchObject([{ outcome: 'violated' }])
})

test('what stands between a token and its acceptance is exactly the MUSTs that one token can break', async () => {
  const catalogue = await loadCatalogue()
  const musts = tokenChecks.filter(id => catalogue.find(requirement => requirement.id === id)?.level === 'MUST')
  expect([...tokenAcceptance].sort()).toEqual([...musts].sort())
})

test('a page that came in the place of a token: the cure begins with the request that brought it', async () => {
  const compact = (await loadCatalogue()).find(({ id }) => id === 'token/compact')
  const html = token('first', {
    verdict: 'refused',
    judged: ['token/compact'],
    findings: [{ ...wrong('token/compact', 'MUST'), code: 'html-page' }],
  })
  const asked = dataRequest({ is: 'page', redirectedTo: '/login' }, { withSession: false })
  const literal = recording(signIn(), load('/account'), activation({ secured: html }), asked, sample({ user: 'first' }))
  expect(compact?.judge(literal)).toMatchObject([
    {
      outcome: 'violated',
      cure: expect.stringMatching(
        /^\/account asked GET \/api\/token, which redirected to the page \/login: send the session along, and .*\. Besides, do this$/,
      ),
    },
  ])
})
