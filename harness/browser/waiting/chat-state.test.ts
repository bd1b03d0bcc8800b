import { expect, test } from '@playwright/test'
import { createChat } from './chat-state.ts'
import type { Chat } from './chat-state.ts'
import type { PageEvent } from '../../recording/page-message.ts'

const hearing =
  (chat: Chat, load: string, frame = false) =>
  (...events: PageEvent[]): void => {
    for (const event of events) chat.hear({ load, path: '/', frame, event })
  }
const pageLoad: PageEvent = { kind: 'page-load', origin: 'https://shop.test', status: 200 }
const activate: PageEvent = { kind: 'activate', call: 1 }
const succeeds = (option: 'secured' | 'anonymous'): PageEvent => ({
  kind: 'activate-result',
  call: 1,
  option,
  status: 'authentication-success',
})

test('settled: the activation that belongs to whoever is signed in has succeeded', () => {
  const chat = createChat()
  const told = hearing(chat, 'a')
  told(pageLoad, activate)
  expect(chat.state(true)).toMatchObject({ open: 1, settled: false })
  told(succeeds('secured'))
  expect(chat.state(true)).toMatchObject({ open: 0, settled: true })
  expect(chat.state(false)).toMatchObject({ open: 0, settled: false })
})

test('what was said before a step is no answer to it; nor is a failure, a logout, or leaving the page', () => {
  const chat = createChat()
  const told = hearing(chat, 'a')
  told(pageLoad, activate, succeeds('anonymous'))
  expect(chat.state(false).settled).toBe(true)
  chat.beginStep()
  expect(chat.state(false).settled).toBe(false)
  told(activate, { kind: 'activate-result', call: 1, option: 'secured', status: 'authentication-failure' })
  expect(chat.state(true)).toMatchObject({ open: 0, settled: false })
  told(activate, succeeds('secured'), { kind: 'page-leave' })
  expect(chat.state(true).settled).toBe(false)
  told(activate, succeeds('secured'), { kind: 'logout', call: 2 })
  expect(chat.state(true)).toMatchObject({ open: 1, settled: false })
})

test('a renewal is open until it has ended', () => {
  const chat = createChat()
  const told = hearing(chat, 'a')
  told(pageLoad, { kind: 'provider-call', call: 1, cause: 'session-expiry' })
  expect(chat.state(true)).toMatchObject({ open: 1, settled: false })
  told({ kind: 'session-renewal', call: 1, renewed: true })
  expect(chat.state(true)).toMatchObject({ open: 0, settled: true })
})

test('a new document forgets the one before, whatever that still has to say; frames are heard', () => {
  const chat = createChat()
  hearing(chat, 'a')(pageLoad, activate)
  hearing(chat, 'b')(pageLoad)
  hearing(chat, 'a')(succeeds('secured'))
  expect(chat.state(true)).toMatchObject({ open: 0, settled: false })
  hearing(chat, 'box', true)(activate, succeeds('secured'))
  expect(chat.state(true)).toMatchObject({ open: 0, settled: true })
})

test('it has spoken once a call has come to its end, whatever came of it, until another document begins', () => {
  const chat = createChat()
  const told = hearing(chat, 'a')
  told(pageLoad, activate)
  expect(chat.state(true).spoke).toBe(false)
  told({ kind: 'activate-result', call: 1, option: 'secured', status: 'authentication-failure' })
  expect(chat.state(true).spoke).toBe(true)
  hearing(chat, 'b')(pageLoad)
  expect(chat.state(true).spoke).toBe(false)
})
