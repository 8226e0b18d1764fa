/**
 * Records of numbers that stand one after another in one array of numbers. As an object of its own
 * each takes twice the memory: fields that are no small integers are kept in boxes.
 */
export type Figures = { values: number[] }
export const createFigures = (): Figures => ({ values: [] })

/** A record's view of its array: its named numbers from `from` on, and unnamed ones after them. */
export type Packed<In extends Figures = Figures> = { readonly figures: In; readonly from: number }

/** Numbers by name, of which each record of a kind has the same. */
export type Named<Name extends string> = { [name in Name]: number }

/**
 * A kind of record.
 *
 * @param start  names of its numbers, and what they are at first
 */
export function packedKind<Name extends string>(start: Readonly<Named<Name>>) {
  const names = Object.keys(start) as Name[]
  const fresh = names.map((name) => start[name])
  class Kind<In extends Figures> {
    readonly figures: In
    readonly from: number
    constructor(figures: In, from: number) {
      this.figures = figures
      this.from = from
    }
  }
  for (const [place, name] of names.entries()) {
    Object.defineProperty(Kind.prototype, name, {
      get(this: Packed) {
        return this.figures.values[this.from + place]
      },
      set(this: Packed, value: number) {
        this.figures.values[this.from + place] = value
      },
    })
  }
  return {
    /** So many places after `from` stands each named number: what is written often goes there. */
    places: Object.fromEntries(names.map((name, place) => [name, place])) as Readonly<Named<Name>>,
    /** So many places after `from` stands the first unnamed number. */
    size: names.length,
    /**
     * One more record, at the end of the array.
     *
     * @param unnamed  how many numbers follow its named ones, 0 at first
     */
    create<In extends Figures>(figures: In, unnamed = 0): Packed<In> & Named<Name> {
      const from = figures.values.length
      figures.values = figures.values.concat(fresh, new Array<number>(unnamed).fill(0))
      return new Kind(figures, from) as Kind<In> & Named<Name>
    },
    /** Its named numbers, as plain JSON. */
    save(record: Readonly<Named<Name>>): Named<Name> {
      return Object.fromEntries(names.map((name) => [name, record[name]])) as Named<Name>
    },
  }
}
