import { guestRequest, signInRequest } from '../samples/sample-brand.ts'
import { expect, test } from '../samples/sample-page.ts'

test('the desk shows who is there, live, and the padlock by name', async ({ page, gateway, mock, brand }) => {
  await page.goto(`${gateway.origin}/desk`)
  await expect(page.getByText('Nobody is here yet.')).toBeVisible()
  await expect(page.getByRole('status')).toHaveText('Live')

  await mock.exchange(guestRequest)
  const conversation = page.getByRole('region')
  await expect(conversation.getByRole('heading', { name: 'Visitor 1001' })).toBeVisible()
  await expect(conversation.getByRole('img', { name: 'Identity not verified' })).toBeVisible()

  await mock.exchange(signInRequest(await brand.token('u-1', { firstName: 'Alice', city: 'Nantes' })))
  await expect(conversation.getByRole('heading', { name: 'Alice' })).toBeVisible()
  await expect(conversation.getByRole('img', { name: 'Identity verified' })).toBeVisible()
  await expect(page.getByRole('complementary')).toContainText('Nantes')

  mock.say(mock.desk()[0]!.conversation, 'visitor', 'Where is my <parcel>?')
  await expect(page.getByRole('log')).toContainText('Where is my <parcel>?')
  await page.getByLabel('Your reply').fill('On its way.')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('log')).toContainText('On its way.')
  await expect(page.getByLabel('Your reply')).toHaveValue('')
  expect(mock.desk()[0]?.messages.map(({ from }) => from)).toEqual(['visitor', 'agent'])

  // Beyond 500 messages the oldest goes with each that comes, also where many were written within a millisecond.
  const { conversation: id } = mock.desk()[0]!
  for (let number = 1; number <= 500; number += 1) mock.say(id, 'visitor', `Line ${number}.`)
  const messages = page.getByRole('log').locator(':scope > *')
  await expect(messages.last()).toContainText('Line 500.')
  for (const last of ['The last but two.', 'The last but one.', 'The last one.']) {
    mock.say(id, 'visitor', last)
    await expect(messages.last()).toContainText(last)
  }
  await expect(messages).toHaveCount(500)
  await expect(messages.first()).toContainText('Line 4.')

  await mock.exchange({ ...signInRequest(await brand.token('u-1')), extId: 'old' })
  await expect(conversation.getByRole('img', { name: 'Identity not verified' })).toBeVisible()
  await expect(page.getByRole('complementary')).toContainText('Remove extID')
})

test('on a narrow screen the list comes first, and the keyboard reaches everything', async ({
  page,
  gateway,
  mock,
}) => {
  await page.setViewportSize({ width: 375, height: 700 })
  await mock.exchange(guestRequest)
  await mock.exchange({ ...guestRequest, vuid: 'b2'.repeat(22) + 'd' })
  await page.goto(`${gateway.origin}/desk`)
  const items = page.getByRole('navigation').getByRole('button')
  await expect(items).toHaveCount(2)
  await items.first().focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Visitor 1001' })).toBeVisible()
  await expect(items.first()).toBeHidden()
  await page.getByRole('button', { name: 'Back to the conversations' }).press('Enter')
  await expect(items.nth(1)).toBeFocused()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375)
})
