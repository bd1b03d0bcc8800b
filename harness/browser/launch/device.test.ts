import { expect, test } from '@playwright/test'
import { deviceOptions } from './device.ts'
import { NoBrowserError } from './find-browser.ts'

test('a device gives its viewport, touch and user agent', () => {
  const options = deviceOptions({ name: 'webkit', device: 'iPhone 15' })
  expect(options).toMatchObject({ viewport: { width: 393 }, hasTouch: true, isMobile: true })
  expect(options.userAgent).toContain('iPhone')
  expect(options).not.toHaveProperty('defaultBrowserType')
  expect(deviceOptions({ name: 'chromium' })).toEqual({})
})

test('Firefox lays no pages out for phones: the rest is given', () => {
  const options = deviceOptions({ name: 'firefox', device: 'Pixel 7' })
  expect(options).not.toHaveProperty('isMobile')
  expect(options.hasTouch).toBe(true)
})

test('a device that nobody knows is refused with those that may be meant', () => {
  const refusal = (device: string): string => {
    try {
      deviceOptions({ name: 'chromium', device })
    } catch (error) {
      expect(error).toBeInstanceOf(NoBrowserError)
      return (error as NoBrowserError).message
    }
    return ''
  }
  expect(refusal('iphone 15')).toMatch(/^device "iphone 15": .* did you mean "iPhone 15", /)
  expect(refusal('Fridge')).toContain('for example "iPhone 15"')
  expect(refusal('toString')).toContain('no such device')
})
