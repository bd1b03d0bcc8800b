import { expect, test } from '@playwright/test'
import { withoutOrders } from './github-log.ts'

/** As GitHub's runner reads a line: ActionCommand.TryParseV2 trims it and looks at its beginning, TryParse looks anywhere. */
const isOrder = (line: string): boolean => line.trimStart().startsWith('::') || line.includes('##[')
const orders = (text: string): string[] => text.split(/\r\n|\r|\n/).filter(isOrder)

const hostile = [
  'the page says ::error::no order here\n',
  '::error::first\n  ::set-env name=A::b\n\t::warning::c\r::notice::d\r\n::stop-commands::x\n',
  'a line ##[error]with the older form, ##[warning] twice, ###[group]\n',
  ':::error::\n: ::error::\n',
]

test('no order is left, wherever the text is cut into pieces', () => {
  for (const text of hostile) {
    for (let at = 0; at <= text.length; at++) {
      const safe = withoutOrders({ json: false })
      expect(orders(safe(text.slice(0, at)) + safe(text.slice(at))), `${text} at ${at}`).toEqual([])
    }
    const safe = withoutOrders({ json: false })
    expect([...text].map(safe).join('').replaceAll('\\', '')).toBe(text)
  }
})

test('what holds no order stays as it is', () => {
  const text = 'padlock 0.1.0: certifies x\n  1/2  done     a guest  7.6 s\nSite::Name ## [x] #[y]\n'
  expect(withoutOrders({ json: false })(text)).toBe(text)
})

test('JSON stays the same JSON', () => {
  const value = { title: '##[error]x', list: ['::error::', '\n##[group]y'], '##[key]': 1 }
  for (const text of [JSON.stringify(value), JSON.stringify(value, null, 2)]) {
    const safe = withoutOrders({ json: true })(text)
    expect(orders(safe)).toEqual([])
    expect(JSON.parse(safe)).toEqual(value)
  }
})
