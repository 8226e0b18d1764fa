import { useSignalEffect } from '@preact/signals'
import { AlertList } from './alert-list.tsx'
import { announcement, language, loadFailure, text } from './board.ts'
import { CaseworkPanel } from './casework-panel.tsx'
import { Header } from './header.tsx'
import { PatternPanel } from './pattern-panel.tsx'
import { ProductPanel } from './product-panel.tsx'
import { RegisterPanel } from './register-panel.tsx'
import { Schematic } from './schematic.tsx'
import { SourcePanel } from './source-panel.tsx'
import { StationPanel } from './station-panel.tsx'
import { StationTable } from './station-table.tsx'

/** The whole page; everything is read from the board. */
export function App() {
  useSignalEffect(() => {
    document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en'
    document.title = text('page.title')
  })
  return (
    <>
      <Header />
      {loadFailure.value !== null && (
        <p class="failure" role="alert">
          {text('page.failed', { reason: loadFailure.value })}
        </p>
      )}
      <nav class="sections" aria-label={text('page.sections')}>
        <a href="#alerts">{text('nav.alerts')}</a>
        <a href="#map">{text('nav.map')}</a>
        <a href="#station">{text('nav.station')}</a>
        <a href="#stations">{text('nav.stations')}</a>
        <a href="#registers">{text('nav.registers')}</a>
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
