import type { WarningColour } from '../src/domain/event.ts'
import type { StationKind, WaterClass } from '../src/domain/network.ts'
import { word } from './board.ts'
import type { StationItem } from './wire.ts'

/** Names of the colour tokens; each scale has its own, and a word always stands beside. */
const warnLevel: Readonly<Record<WarningColour, number>> = { red: 1, orange: 2, yellow: 3, blue: 4 }
export const warnToken = (colour: WarningColour | null) =>
  colour === null ? '--warn-none' : `--warn-${warnLevel[colour]}`

const classTokens: Readonly<Record<WaterClass, string>> = {
  I: '--water-class-I2',
  II: '--water-class-I2',
  III: '--water-class-III',
  IV: '--water-class-IV',
  V: '--water-class-V',
  'V+': '--water-class-V-plus',
}
export const classToken = (name: WaterClass) => classTokens[name]

/** A class as it is written on signs: 劣V on Chinese and >V on English ones. */
export const classSign = (name: WaterClass, language: 'zh' | 'en') =>
  name !== 'V+' ? name : language === 'zh' ? '劣V' : '>V'

export function isWaterClass(name: string): name is WaterClass {
  return Object.hasOwn(classTokens, name)
}

/** A swatch of a scale's colour with its word. */
export function Chip(props: { readonly token: string; readonly children: string }) {
  const style = { '--chip': `var(${props.token})`, '--chip-ink': `var(${props.token}-ink)` }
  return (
    <span class="chip" style={style}>
      {props.children}
    </span>
  )
}

/** A water class; `brief` without the word for its quality, where rows of them stand. */
export function ClassChip(props: { readonly name: WaterClass; readonly brief?: boolean }) {
  const { name, brief = false } = props
  return <Chip token={classToken(name)}>{word(brief ? 'className' : 'class', name)}</Chip>
}

/** Outline of a station's mark: the shape tells its kind. */
const shapes: Readonly<Record<StationKind, string>> = {
  river: 'M-10 0a10 10 0 1 0 20 0a10 10 0 1 0 -20 0z',
  lake: 'M0 -12.5L12.5 0L0 12.5L-12.5 0z',
  intake: 'M-10.5 -10.5h21v12L0 12.5L-10.5 1.5z',
  hydrology: 'M-9.5 -9.5h19v19h-19z',
  air: 'M-6 -10.5h12L12 0L6 10.5h-12L-12 0z',
}

/** Silent, faulty and waiting stations are drawn hollow; their word stands beside the name. */
export const isReporting = (station: Pick<StationItem, 'state'>) => station.state === 'ok'

export function MarkShape(props: {
  readonly kind: StationKind
  readonly reporting: boolean
  readonly token: string | null
}) {
  const { kind, reporting, token } = props
  const fill = token === null || !reporting ? undefined : { fill: `var(${token})` }
  return <path class={reporting ? 'mark' : 'mark mark-hollow'} d={shapes[kind]} style={fill} />
}
