import { expect, test } from '@playwright/test'
import { grounds, palette, people, texts } from './palette.ts'

/** Relative luminance, WCAG 2.2. */
const luminance = (colour: string): number => {
  const [red, green, blue] = [1, 3, 5]
    .map(at => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
const contrast = (one: string, other: string): number => {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

test('the measure is the one of WCAG', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
})

for (const scheme of ['light', 'dark'] as const) {
  test(`every text can be read on every ground, and the other way round: ${scheme}`, () => {
    const poor = texts.flatMap(text =>
      grounds
        .filter(ground => contrast(palette[scheme][text], palette[scheme][ground]) < 4.5)
        .map(ground => `${text} on ${ground}`),
    )
    expect(poor).toEqual([])
  })

  test(`names can be read on the colours of people: ${scheme}`, () => {
    const { ink } = palette[scheme]
    expect(people.filter(person => contrast(ink, palette[scheme][person]) < 4.5)).toEqual([])
  })
}
