import { expect, test } from '@playwright/test'
import { load, recording, tagElement, tagInFrame, tagRun } from './literal.ts'
import { foundTags, insertionInWords, platformOf } from './tag-discovery.ts'

const without = (path: string) => load(path, { tag: false })

test('each way of including the tag is found once, with where it was seen first', () => {
  const html = [without('/'), tagRun(), tagElement(), without('/shop'), tagRun(), tagElement()]
  const added = [without('/account'), tagRun(), tagElement({ inclusion: 'script', insertedBy: 'inline' })]
  expect(foundTags([recording(...html, ...added), recording(...html)])).toEqual([
    { page: '/', frame: false, host: 'halc.iadvize.com', sid: '1', inclusion: 'html', insertedBy: null },
    { page: '/account', frame: false, host: 'halc.iadvize.com', sid: '1', inclusion: 'script', insertedBy: 'inline' },
  ])
})

test('a tag in a frame, one that no element brings, and one that is none of this run', () => {
  expect(foundTags([recording(without('/'), tagInFrame())])[0]).toMatchObject({ frame: true, host: null, sid: '1' })
  expect(foundTags([recording(without('/'), tagElement({ host: 'chat.shop.test' }))])).toMatchObject([
    { host: 'chat.shop.test', sid: null },
  ])
  expect(foundTags([recording(without('/'))])).toEqual([])
})

test('the platform is the name before iadvize.com', () => {
  expect(['halc.iadvize.com', 'chat.shop.test', 'notiadvize.com'].map(platformOf)).toEqual(['halc', null, null])
})

test('who adds it, by the page’s own account and by the browser’s', () => {
  const words = (element: Parameters<typeof tagElement>[0], ...scripts: string[]) => {
    const [tag] = foundTags([recording(without('/'), tagRun(), tagElement(element))])
    return tag && insertionInWords(tag, [{ host: 'halc.iadvize.com', scripts }])
  }
  const byScript = { inclusion: 'script' } as const
  const page = 'https://shop.test/account'
  expect(words({})).toBe(', in the HTML, from halc.iadvize.com')
  expect(words(byScript)).toBe(', added by a script, from halc.iadvize.com')
  expect(words({ ...byScript, insertedBy: 'inline' }, page)).toBe(', added by an inline script, from halc.iadvize.com')
  expect(words(byScript, 'https://shop.test/tags.js', page)).toContain('added by shop.test/tags.js')
  expect(words(byScript, page, 'https://www.googletagmanager.com/gtm.js?id=GTM-1')).toContain(
    'added by Google Tag Manager (www.googletagmanager.com/gtm.js)',
  )
})
