import { text, word } from './board.ts'
import { MarkShape } from './marks.tsx'

const kinds = ['river', 'lake', 'intake', 'hydrology', 'air'] as const

/** What the signs of the schematic mean. */
export function Legend() {
  return (
    <ul class="legend" aria-label={text('map.legend')}>
      {kinds.map((kind) => (
        <li key={kind}>
          <svg viewBox="-14 -14 28 28" aria-hidden="true">
            <MarkShape kind={kind} reporting token={null} />
          </svg>
          {word('kind', kind)}
        </li>
      ))}
      <li>
        <svg viewBox="-14 -14 28 28" aria-hidden="true">
          <MarkShape kind="river" reporting token="--water-class-III" />
          <text class="mark-class" y="3.5" style={{ fill: 'var(--water-class-III-ink)' }}>
            III
          </text>
        </svg>
        {text('map.class')}
      </li>
      <li>
        <svg viewBox="-14 -14 28 28" aria-hidden="true">
          <MarkShape kind="river" reporting={false} token={null} />
        </svg>
        {text('map.silent')}
      </li>
      <li>
        <svg viewBox="-14 -14 28 28" aria-hidden="true">
          <circle class="alert-ring" r="12" style={{ stroke: 'var(--warn-2)' }} />
          <text class="legend-initial" y="4">
            {word('initial', 'orange')}
          </text>
        </svg>
        {text('map.alert')}
      </li>
    </ul>
  )
}
