import type { Command } from 'commander'
import { connectAsync } from 'mqtt'
import { masked, type Settings } from '../config/settings.ts'
import { openServer } from '../store/server.ts'
import { settingsOrExit } from './settings-or-exit.ts'

type Check = { readonly what: string; readonly run: () => Promise<string> }

/** `qingliu doctor`: asks each outside part once; exit code 1 when one does not answer. */
export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description('check the database and the broker that the settings name')
    .addHelpText('after', '\nExample:\n  MQTT_URL=mqtt://127.0.0.1:1883 npx qingliu doctor')
    .action(async () => {
      for (const { what, run } of checksOf(settingsOrExit().settings)) {
        try {
          console.log(`ok    ${what}: ${await run()}`)
        } catch (error) {
          console.log(`fail  ${what}: ${reasonOf(error)}`)
          process.exitCode = 1
        }
      }
    })
}

/** In one line: a driver's stack tells an operator nothing. Node gives several causes no message. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.message !== '') return error.message
  return error instanceof AggregateError ? error.errors.map(reasonOf).join('; ') : error.name
}

function checksOf({ DATABASE_URL: databaseUrl, MQTT_URL: brokerUrl }: Settings): Check[] {
  return [
    {
      what: 'store',
      run: async () => {
        if (databaseUrl === undefined) {
          return 'embedded, for trying and demonstrating: it does not fsync; set DATABASE_URL for data that matters'
        }
        const db = await openServer(databaseUrl)
        await db.close()
        return 'a TimescaleDB server answers'
      },
    },
    {
      what: 'broker',
      run: async () => {
        if (brokerUrl === undefined) return 'embedded'
        const client = await connectAsync(brokerUrl, { reconnectPeriod: 0, connectTimeout: 5_000 })
        await client.endAsync()
        return `${masked('MQTT_URL', brokerUrl)} answers`
      },
    },
  ]
}
