import { pictureStyle } from './bulletin-style.ts'
import { titleOf, type BulletinWords } from './bulletin-words.ts'
import type { ProductDocument } from './document.ts'
import { markup } from './markup.ts'
import { zonePicture } from './zone-picture.ts'

/**
 * The zone on one day of a released product as an SVG image that stands alone: districts in the
 * colour of their worst level, with their ranges.
 *
 * @param leadDay  days after the date of issue, from 1
 */
export function productMap(
  released: ProductDocument,
  leadDay: number,
  words: BulletinWords,
): string {
  const items = released.items.filter((item) => item.leadDay === leadDay)
  const { html } = zonePicture(released, items, words)
  const { date, version } = released
  const mark = released.exercise === true ? ` (${words.exercise})` : ''
  const about = `${titleOf(released, words)} ${date} v${version}: ${items[0]?.date ?? ''}${mark}`
  const head =
    markup`<title>${about}</title>`.html +
    `<style>text { font-family: sans-serif; } ${pictureStyle}</style>`
  return html
    .replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"')
    .replace('>', () => `>${head}`)
}
