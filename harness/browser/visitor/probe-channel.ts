/** The way from the page probe to the recorder, for one browser context: unguessable, and out of the pages' reach (in-page/channel.ts). */
import { randomBytes } from 'node:crypto'
import type { BrowserContext, Frame, Page } from '@playwright/test'
import { browserScript } from '../../../mock-iadvize/bundling/browser-script.ts'
import { heard } from '../../recording/page-message-schema.ts'
import type { Heard } from '../../recording/page-message-schema.ts'
import type { ChannelNames } from '../in-page/channel.ts'

const random = (): string => randomBytes(16).toString('hex')

/** Answers with the name of the global under which the probe answers in a page. */
export const openProbeChannel = async (
  context: BrowserContext,
  hear: (page: Page, frame: Frame, heard: Heard) => void,
): Promise<{ probe: string }> => {
  const names: ChannelNames = { binding: `_${random()}`, key: random(), probe: `_${random()}` }
  await context.exposeBinding(names.binding, ({ page, frame }, text: unknown) =>
    hear(page, frame, heard(text, names.key)),
  )
  const script = browserScript(new URL('../in-page/page-probe.ts', import.meta.url))
  await context.addInitScript({ content: `(padlockChannel => {\n${script}\n})(${JSON.stringify(names)})` })
  return { probe: names.probe }
}
