import { expect, test } from '@playwright/test'
import { limitInWords, retryAfterSeconds } from './rate-limit.ts'

test('Retry-After: seconds, a date, or the usual minute', () => {
  expect(retryAfterSeconds('120')).toBe(120)
  expect(retryAfterSeconds('Thu, 01 Jan 2026 00:00:30 GMT', Date.UTC(2026, 0, 1))).toBe(30)
  expect(retryAfterSeconds('Wed, 01 Jan 2025 00:00:00 GMT', Date.UTC(2026, 0, 1))).toBe(0)
  expect([retryAfterSeconds(undefined), retryAfterSeconds('soon')]).toEqual([60, 60])
})

test('a limit in words, in six languages; other words are none', () => {
  expect(limitInWords('Too many login attempts. Try again in 30 seconds.')).toBe(30)
  expect(limitInWords('Too many requests. Try again in a minute.')).toBe(60)
  expect(limitInWords('Trop de tentatives, réessayez dans 5 minutes')).toBe(300)
  expect(limitInWords('Zu viele Anmeldeversuche')).toBe(60)
  expect(limitInWords('Demasiados intentos: espere 2 min')).toBe(120)
  expect(limitInWords('Troppi tentativi')).toBe(60)
  expect(limitInWords('Te veel pogingen, probeer het over 1 uur opnieuw')).toBe(3_600)
  expect(limitInWords('Wrong user name or password.')).toBeNull()
})
