const sectors = 'N NNE NE ENE E ESE SE SSE S SSW SW WSW W WNW NW NNW'.split(' ')

/**
 * A wind direction in words as its east and north parts, so that regressions can use it; calm and
 * variable winds have none.
 *
 * @returns null when the text is no direction
 * @example compassParts('E') // => [1, 0]
 */
export function compassParts(text: string): readonly [east: number, north: number] | null {
  const word = text.toUpperCase()
  if (word === 'CV' || word === 'CALM') return [0, 0]
  const sector = sectors.indexOf(word)
  if (sector < 0) return null
  const angle = (sector * Math.PI) / 8
  return [Math.round(Math.sin(angle) * 1e6) / 1e6, Math.round(Math.cos(angle) * 1e6) / 1e6]
}
