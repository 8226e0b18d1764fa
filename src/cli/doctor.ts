import { join } from 'node:path'
import type { Command } from 'commander'
import { connectAsync } from 'mqtt'
import { masked, type Settings } from '../config/settings.ts'
import { loadNetworkParts } from '../config/network-parts.ts'
import { loadRoutes } from '../config/routes.ts'
import { networkFolder } from '../network-folder.ts'
import { openServer } from '../store/server.ts'
import { settingsOrExit } from './settings-or-exit.ts'

type Check = { readonly what: string; readonly run: () => Promise<string> }

/** `qingliu doctor`: reads the network and asks each outside part once; exit code 1 at a fault. */
export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description('check the network, the database and the broker that the settings name')
    .addHelpText('after', '\nExample:\n  MQTT_URL=mqtt://127.0.0.1:1883 npx qingliu doctor')
    .action(async () => {
      for (const { what, run } of checksOf(settingsOrExit().settings)) {
        try {
          console.log(`ok    ${what}: ${await run()}`)
        } catch (error) {
          for (const line of reasonOf(error).split('\n')) console.log(`fail  ${what}: ${line}`)
          process.exitCode = 1
        }
      }
    })
}

/** @throws {AppError} `config`, one line a fault */
function networkIn(folder: string): string {
  const { network, rules } = loadNetworkParts(folder)
  loadRoutes(join(folder, 'routes.json'), { network, rules })
  const { stations, districts, rivers } = network
  const rivered = rivers.map(({ id }) => id).join(', ')
  const ids = districts.map(({ id }) => id).join(', ')
  return `${folder}: ${stations.length} stations, rivers ${rivered}, districts ${ids}`
}

/** In one line: a driver's stack tells an operator nothing. Node gives several causes no message. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.message !== '') return error.message
  return error instanceof AggregateError ? error.errors.map(reasonOf).join('; ') : error.name
}

function checksOf(settings: Settings): Check[] {
  const { DATABASE_URL: databaseUrl, MQTT_URL: brokerUrl } = settings
  return [
    {
      what: 'network',
      run: () => Promise.resolve().then(() => networkIn(networkFolder(settings))),
    },
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
