import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright-core'

/** What the browser measures on the page, as functions and as scripts to evaluate in it. */

/** Bytes of `index.html` and of all that it and its scripts name, but not of what is imported later. */
export async function firstLoadBytes(folder: string): Promise<number> {
  const paths = new Set(['index.html'])
  let bytes = 0
  for (const path of paths) {
    const file = await readFile(join(folder, path))
    bytes += file.length
    for (const [, name] of file
      .toString()
      .matchAll(/(?:src=|href=|from|import)\s*["']\.\/([^"']+)/g))
      paths.add(join(dirname(path), name!))
  }
  return bytes
}

/** Serious and critical findings of axe-core on the page as it stands. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
  await page.evaluate(await readFile(axe, 'utf8'))
  return page.evaluate<string[]>(`axe.run().then(({ violations }) => violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`)
}

/** Texts of the schematic whose drawn boxes share some place, as the browser measures them. */
export const overlappingTexts = `(() => {
  const texts = [...document.querySelectorAll('.drawing text:not(.sign text)')]
  const boxes = texts.map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }))
  return boxes.flatMap((one, index) => boxes.slice(index + 1).flatMap((other) => {
    const a = one.box, b = other.box
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left)
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
    return wide > 0 && high > 2 ? [one.text + ' on ' + other.text] : []
  }))
})()`

/** What can be touched in less than 44 px; half a pixel is rounding. */
export const smallTargets = `[...document.querySelectorAll('button, textarea, a[href], [role=button]')]
  .map((target) => ({ target, box: target.getBoundingClientRect() }))
  .filter(({ target, box }) => !target.matches('.skip') && box.width > 0)
  .filter(({ box }) => box.width < 43.5 || box.height < 43.5)
  .map(({ target, box }) => target.textContent + ' ' + box.width + ' x ' + box.height)`

/** Elements that stick out of the page to the right, outside of what scrolls by itself. */
export const cutTexts = `[...document.querySelectorAll('main *, header *')]
  .filter((element) => element.closest('.scroll, .unseen, .uplot') === null)
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5)
  .map((element) => element.tagName + ' ' + element.textContent)`
