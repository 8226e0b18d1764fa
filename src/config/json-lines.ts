import { findNodeAtLocation, parseTree, type ParseError } from 'jsonc-parser'

/**
 * Lines of a JSON text by places as faults name them, the first line is 1; of a place that is not
 * there the nearest around it. The text must be JSON.
 *
 * @example createLineFinder('{\n "rules": [\n  1]}')('rules[0]') // => 3
 */
export function createLineFinder(text: string): (place: string) => number {
  const root = parseTree(text)
  const lineAt = (offset: number) => lineOf(text, offset)
  return (place) => {
    const path = Array.from(place.matchAll(/\[(\d+)\]|[^.[\]]+/g), ([name, index]) =>
      index === undefined ? name : Number(index),
    )
    for (let known = path.length; root !== undefined && known > 0; known -= 1) {
      const node = findNodeAtLocation(root, path.slice(0, known))
      if (node !== undefined) return lineAt(node.offset)
    }
    return lineAt(root?.offset ?? 0)
  }
}

/** Line at which a text stops being JSON; null: it is, or there is none. */
export function lineOfBreak(text: string): number | null {
  const errors: ParseError[] = []
  parseTree(text, errors, { disallowComments: true })
  const [first] = errors
  return first === undefined || text === '' ? null : lineOf(text, first.offset)
}

const lineOf = (text: string, offset: number) => text.slice(0, offset).split('\n').length
