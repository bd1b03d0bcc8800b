/** What stands in the way of a visitor who is no person: CAPTCHAs, second factors. Looked for in the page and its frames. */
import type { Page } from '@playwright/test'
import { secondFactorHints } from './words.ts'

export type Obstacle = 'captcha' | 'second-factor'

type Look = { captcha: boolean; code: boolean }

// Runs in the page. Methods, because what tsx adds to a named function is not there.
/** What is there but not shown (the badge of an invisible reCAPTCHA) stands in nobody's way. */
const look = (codeHints: string): Look => {
  const page = {
    shows(element: Element): boolean {
      return element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    },
    showsAny(selector: string): boolean {
      const found = [...document.querySelectorAll(selector)]
      return found.some(element => page.shows(element) && !element.closest('.grecaptcha-badge'))
    },
  }
  const hints = new RegExp(codeHints, 'i')
  const challenge =
    /just a moment|attention required|verify (that )?you are (a )?human|are you a robot|not a robot|kein Roboter|pas un robot/i
  return {
    captcha:
      page.showsAny(
        '.g-recaptcha:not([data-size="invisible"]), .h-captcha, .cf-turnstile, iframe[src*="recaptcha/api2/anchor"], iframe[src*="recaptcha/api2/bframe"], iframe[src*="hcaptcha.com"], iframe[src*="challenges.cloudflare.com"], iframe[src*="arkoselabs"], iframe[src*="captcha-delivery"], iframe[src*="geetest"], img[src*="captcha" i], input:not([type="hidden"])[name*="captcha" i]',
      ) || challenge.test(`${document.title} ${document.querySelector('h1')?.textContent ?? ''}`),
    code: [
      ...document.querySelectorAll(
        'input:is([type="text"], [type="tel"], [type="number"], [type="password"], :not([type]))',
      ),
    ].some(
      field =>
        page.shows(field) &&
        hints.test(`${(field as HTMLInputElement).autocomplete} ${(field as HTMLInputElement).name} ${field.id}`),
    ),
  }
}

/** null: nothing is in the way. */
export const obstacle = async (page: Page): Promise<Obstacle | null> => {
  // A page that is on its way out shows nothing any more.
  const seen = await page.evaluate(look, secondFactorHints.source).catch(() => null)
  if (!seen) return null
  return seen.captcha ? 'captcha' : seen.code ? 'second-factor' : null
}

/** The sentence for it. `where`: «the login form on /login» */
export const obstacleWords = (found: Obstacle, where: string): string =>
  found === 'captcha'
    ? `${where} shows a CAPTCHA, which only a person can solve: switch it off for the test environment or for the test accounts, or give the users a storageState`
    : `${where} asks for a second factor, a code that only a person has: switch it off for the test accounts, give the users a storageState, or sign in by a function that knows the code`
