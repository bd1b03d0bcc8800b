/** Why the green can be trusted: which defects a requirement has been shown to catch, beside it and as a whole. */
import type { Result } from '../../harness/verdict/result.ts'
import { link, requirementAnchor } from './anchors.ts'
import { markup, type Markup } from '../wording/markup.ts'
import { count, dateWords } from '../wording/words.ts'

type Proof = NonNullable<Result['proof']>

/** Undefined: the result tells nothing of it. */
export const proofCard = (id: string, { proof }: Result): Markup | undefined => {
  if (!proof) return undefined
  const names = proof.requirements[id] ?? []
  if (names.length === 0) {
    const why = proof.unshown[id]
    return markup`<dl class="why"><dt>Proof</dt><dd>${
      why === undefined
        ? 'It is newer than the last proof: no defect has been shown to break it yet.'
        : markup`Its unit tests alone: ${why}.`
    }</dd></dl>`
  }
  return markup`<dl class="why"><dt>Proof</dt><dd><details class="more"><summary>${proofWords(proof, names.length)}</summary><ul class="defects">${names.map(
    name =>
      markup`<li>${proof.defects[name] ?? name} <code>${name}</code>${proof.shownBy?.[name] === 'token' && ', shown by its tokens'}</li>`,
  )}</ul></details></dd></dl>`
}

const proofWords = ({ basis }: Proof, number: number): string =>
  basis === 'shown'
    ? `It has been shown to turn red for ${count(number, 'planted defect')}`
    : `It is to turn red for ${count(number, 'planted defect')}; no whole run has shown it yet`

/** Who shows what, and when; once in a page. */
export const proofSection = ({ proof, versions, requirements }: Result): Markup | undefined => {
  if (!proof) return undefined
  const { basis, at, versions: of, defects, requirements: killed, unshown } = proof
  const caught = requirements.filter(({ id }) => killed[id]?.length)
  const alone = requirements.filter(({ id }) => unshown[id] !== undefined)
  const shown = basis === 'shown'
  const byTokens = Object.values(proof.shownBy ?? {}).filter(how => how === 'token').length
  return markup`<section id="proof" aria-labelledby="proof-title">
<h2 id="proof-title">Why the green can be trusted</h2>
<div class="panel prose">
<p>Padlock is under test itself. A sample shop is built with one defect at a time, ${count(Object.keys(defects).length, 'defect')} for what is judged here; each must turn exactly its own requirements red in a real browser, and the shop without a defect must be all green.${byTokens > 0 && markup` ${count(byTokens, 'defect')} that change nothing but tokens are shown by their tokens instead: they are judged where the sound shop’s stood in what the browser recorded.`} Each requirement above lists its own, under «Proof».</p>
<p>${
    shown
      ? markup`<strong>${caught.length} of ${requirements.length}</strong> requirements have been shown to turn red, on <time datetime="${at}">${dateWords(at)}</time>, with Padlock ${of.padlock}, catalogue ${of.catalogue}, ${of.browser}.`
      : markup`<strong>Not shown yet.</strong> This is what the defects are declared to break; no whole run of <code>padlock prove</code> has shown it for catalogue ${of.catalogue}.`
  }${shown && of.catalogue !== versions.catalogue && markup` <strong>The catalogue is another one since: ${versions.catalogue}.</strong>`}</p>
${alone.length > 0 && markup`<p>Proven by unit tests alone: ${alone.map(({ id }, index) => markup`${index > 0 && ', '}<a class="id" href="${link(requirementAnchor(id))}">${id}</a> (${unshown[id]})`)}.</p>`}
</div>
</section>`
}
