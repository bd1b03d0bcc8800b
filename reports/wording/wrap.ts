/** Lines of at most `width` characters, broken between words; a word that is longer than a line is cut. */
export const wrap = (text: string, width: number): string[] => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).flatMap(word => pieces(word, width))) {
    if (word === '') continue
    if (line === '') line = word
    else if (characters(line) + 1 + characters(word) <= width) line += ` ${word}`
    else {
      lines.push(line)
      line = word
    }
  }
  return line === '' ? lines : [...lines, line]
}

/** The first `most` lines; what is left out is shown by an ellipsis, within the width. */
export const wrapAtMost = (text: string, width: number, most: number): string[] => {
  const lines = wrap(text, width)
  if (lines.length <= most) return lines
  const last = [...(lines[most - 1] ?? '')].slice(0, width - 1).join('')
  return [...lines.slice(0, most - 1), `${last.trimEnd()}…`]
}

const characters = (text: string): number => [...text].length

/** A word that is too long is cut after its last hyphen or slash that fits, else where the line ends. */
const pieces = (word: string, width: number): string[] => {
  const all = [...word]
  if (all.length <= width) return [word]
  const fitting = all.slice(0, width)
  const end = fitting.findLastIndex(character => '-/_'.includes(character)) + 1
  const cut = end > 1 ? end : width
  return [all.slice(0, cut).join(''), ...pieces(all.slice(cut).join(''), width)]
}
