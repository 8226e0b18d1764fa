import { useSignalEffect } from '@preact/signals'
import { AlertList } from './alert-list.tsx'
import { announcement, language, loadFailure, streamState, text, unreadAlerts } from './board.ts'
import { CaseworkPanel } from './casework-panel.tsx'
import { Header } from './header.tsx'
import { PatternPanel } from './pattern-panel.tsx'
import { ProductPanel } from './product-panel.tsx'
import { RegisterPanel } from './register-panel.tsx'
import { Schematic } from './schematic.tsx'
import { SourcePanel } from './source-panel.tsx'
import { StationPanel } from './station-panel.tsx'
import { StationTable } from './station-table.tsx'

const sections = [...(['alerts', 'map', 'stations', 'product', 'casework', 'registers'] as const)]

/** The whole page; everything is read from the board. */
export function App() {
  useSignalEffect(() => {
    document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en'
    const unread = unreadAlerts.value.length
    document.title = `${unread === 0 ? '' : `(${unread}) `}${text('page.title')}`
  })
  return (
    <>
      <Header />
      {loadFailure.value !== null && (
        <p class="failure" role="alert">
          {text('page.failed', { reason: loadFailure.value })}
        </p>
      )}
      {streamState.value.phase === 'reconnecting' && (
        <p class="failure" role="alert">
          {text('stream.lost')}
        </p>
      )}
      <nav class="sections" aria-label={text('page.sections')}>
        {sections.map((id) => (
          <a key={id} href={`#${id}`}>
            {text(`nav.${id}`)}
          </a>
        ))}
      </nav>
      <main>
        <AlertList />
        <Schematic />
        <StationPanel />
        <StationTable />
        <SourcePanel />
        <ProductPanel />
        <CaseworkPanel />
        <PatternPanel />
        <RegisterPanel />
      </main>
      <p class="unseen" aria-live="polite">
        {announcement.value}
      </p>
    </>
  )
}
