import { render } from 'preact'
import { App } from './app.tsx'
import { startBoard } from './start-board.ts'

render(<App />, document.getElementById('page')!)
startBoard()
