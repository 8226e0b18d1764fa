import closeWithGrace from 'close-with-grace'
import type { Command } from 'commander'
import { openApp } from '../app.ts'
import { tuneHeap } from '../heap.ts'
import { limits } from '../limits.ts'
import { settingsOrExit } from './settings-or-exit.ts'
import { describeFailure } from './describe-failure.ts'

/** `qingliu start`: the main job, until a signal ends it. */
export function registerStart(program: Command): void {
  program
    .command('start', { isDefault: true })
    .description('broker, store, engine and pages in one process')
    .addHelpText('after', '\nExample:\n  QINGLIU_DEMO=off QINGLIU_HTTP_PORT=0 npx qingliu start')
    .action(start)
}

async function start(): Promise<void> {
  tuneHeap()
  const { settings } = settingsOrExit()
  const app = await openApp(settings).catch((error: unknown) => {
    console.error(describeFailure(error))
    process.exit(2)
  })
  closeWithGrace({ delay: limits.closeMs, logger: false }, async ({ err, signal }) => {
    if (err) console.error(describeFailure(err))
    if (signal) console.log(`${signal}: finishing what is in hand`)
    await app.close()
  })
  const ready = app.owning.then(() => {
    console.log(`ready ${app.httpAddress} ${app.mqttAddress}`)
  })
  ready.catch(() => undefined)
  if (app.mqttAddress === '') console.log(`standing by ${app.httpAddress}`)
  await app.ended.catch((error: unknown) => {
    console.error(describeFailure(error))
    process.exit(1)
  })
}
