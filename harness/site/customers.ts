/** The shop's customers: new people, ids and passwords for every shop that opens, so that nothing can be hard-coded. */
import { randomBytes, randomUUID } from 'node:crypto'

type Order = { number: string; date: string; items: string; total: string; status: 'on its way' | 'delivered' }

export type Customer = {
  /** opaque, never recycled */
  id: string
  username: string
  password: string
  /** what reports call this customer: no personal value */
  label: string
  visitorData: Record<string, string>
  orders: Order[]
}

// Names with accents, because encodings go wrong there; no bare numbers, because they turn up by chance where a leak is searched for.
const people = [
  {
    label: 'first',
    firstName: 'Élodie',
    lastName: 'Garnier',
    address: '14 rue des Lilas',
    city: 'Nîmes',
    zipCode: 'F-30900',
    orders: [
      ['12 May', 'Verbena of Roussillon, 100 g · Linden blossom, 50 g', '€21.40', 'on its way'],
      ['28 March', 'Peppermint, 100 g', '€9.50', 'delivered'],
      ['3 February', 'Verbena of Roussillon, 50 g · Stoneware cup', '€31.80', 'delivered'],
    ],
  },
  {
    label: 'second',
    firstName: 'Théo',
    lastName: 'Lefèvre',
    address: '3 quai de la Fosse',
    city: 'Nantes',
    zipCode: 'F-44100',
    orders: [
      ['9 May', 'Hibiscus flower, 100 g', '€10.20', 'on its way'],
      ['17 January', 'Chamomile, 50 g · Lemon balm, 50 g', '€14.90', 'delivered'],
    ],
  },
] as const

const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\P{ASCII}/gu, '')
    .toLowerCase()

export const newCustomers = (): Customer[] =>
  people.map(({ label, orders, ...person }) => {
    const email = `${plain(person.firstName)}.${plain(person.lastName)}.${randomBytes(2).toString('hex')}@example.com`
    return {
      id: `cust-${randomBytes(12).toString('hex')}`,
      username: email,
      password: randomUUID(),
      label,
      visitorData: { ...person, country: 'France', email },
      orders: orders.map(([date, items, total, status]) => ({
        number: `MV-${randomBytes(3).toString('hex').toUpperCase()}`,
        date,
        items,
        total,
        status,
      })),
    }
  })
