import { findNodeAtLocation, parseTree } from 'jsonc-parser'

/**
 * Lines of a JSON text by places as faults name them, the first line is 1; of a place that is not
 * there the nearest around it. The text must be JSON.
 *
 * @example createLineFinder('{\n "rules": [\n  1]}')('rules[0]') // => 3
 */
export function createLineFinder(text: string): (place: string) => number {
  const root = parseTree(text)
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length
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
