/** Types what nobody else may read. */
import type { Locator } from '@playwright/test'
import type { Control } from './login-form.ts'

/**
 * Types without a step title or a trace entry that shows the text: Playwright's own `fill` writes it into both. The page
 * sees focus, selection and trusted input events.
 * Answers whether the field was still on the page.
 */
export const typedSecret = (field: Control, text: string): Promise<boolean> =>
  field.evaluate((element, value) => {
    if (!element.isConnected) return false
    const input = element as HTMLInputElement
    input.focus()
    input.select()
    if (!document.execCommand('insertText', false, value)) {
      input.value = value
      input.dispatchEvent(new Event('input', { bubbles: true }))
    }
    input.dispatchEvent(new Event('change', { bubbles: true }))
    return true
  }, text)

/** For a configuration's own function. */
export const typeSecret = async (field: Locator, text: string): Promise<void> => {
  await typedSecret((await field.elementHandle()) as Control, text)
}
