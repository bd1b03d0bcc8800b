import type { Frame, Page } from '@playwright/test'

/** A page may nest frames without end, and each of them costs a round trip at each look. */
const maxFrames = 40

/** Those that are looked into: the page itself first. */
export const framesOf = (page: Page): Frame[] => page.frames().slice(0, maxFrames)
