/** What pages looked like where something was wrong, in the HTML report: one file, so the pictures lie in it. */
import type { Picture, Result } from '../../harness/verdict/result.ts'
import { link, pictureAnchor } from './anchors.ts'
import { markup, type Markup } from '../wording/markup.ts'
import { placeWords } from '../wording/words.ts'

/** No text of a site becomes part of an address. */
const isBase64 = (text: string): boolean => /^[A-Za-z0-9+/]+={0,2}$/.test(text)

const figure = ({ where, width, height, jpeg }: Picture, number: number): Markup | null => {
  if (!isBase64(jpeg)) return null
  const place = placeWords(where)
  return markup`<figure class="picture" id="${pictureAnchor(number)}"><img src="data:image/jpeg;base64,${jpeg}" width="${width}" height="${height}" alt="${`What the page looked like: ${place}`}">
<figcaption>What the page looked like: ${place}. All text, fields and pictures on it are covered.</figcaption></figure>
`
}

/** The picture on which a requirement is seen to be violated; once in the page, and a link from all other places. */
export const pictureOf = ({ pictures = [] }: Result, requirement: string): Markup | null => {
  const index = pictures.findIndex(({ requirements }) => requirements.includes(requirement))
  const picture = pictures[index]
  if (!picture || !isBase64(picture.jpeg)) return null
  return picture.requirements[0] === requirement
    ? figure(picture, index + 1)
    : markup`<p class="why"><a href="${link(pictureAnchor(index + 1))}">What the page looked like</a></p>`
}

/** Where a journey stopped. */
export const pictureOfStop = ({ pictures = [] }: Result, journey: string): Markup | null => {
  const index = pictures.findIndex(({ requirements, where }) => requirements.length === 0 && where.journey === journey)
  const picture = pictures[index]
  return picture ? figure(picture, index + 1) : null
}
