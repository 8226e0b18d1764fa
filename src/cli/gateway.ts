import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import closeWithGrace from 'close-with-grace'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { checksumBySource, type CipherSource } from '../../ingest/decode/hj212/cipher.ts'
import type { ChecksumTest } from '../../ingest/decode/hj212/frame.ts'
import { openGateway, type Gateway } from '../../ingest/gateway/gateway.ts'
import { loadHj212Keys } from '../config/hj212-keys.ts'
import { loadNetwork } from '../config/network.ts'
import { AppError } from '../domain/errors.ts'
import type { Station } from '../domain/network.ts'
import { minuteMs } from '../domain/time.ts'
import { limits } from '../limits.ts'
import { packageFolder } from '../package.ts'
import { lockFolder } from '../store/folder-lock.ts'
import { describeFailure } from './describe-failure.ts'

/** Lines of trouble printed between two lines of state; a broken logger has thousands. */
const troubleLinesMax = 60

type Flags = {
  readonly hj212Port: number
  readonly host: string
  readonly station: ReadonlyMap<string, string>
  readonly network?: string
  readonly mqtt?: string
  readonly spool: string
}

/** Adds `gateway` to the program. */
export function registerGateway(program: Command): void {
  program
    .command('gateway')
    .summary('take HJ 212 from data loggers and bring it to the engine')
    .description(
      'Listens for HJ 212 data loggers over TCP, keeps each frame in a file, answers it once it is ' +
        'on the disk (CN 9014), publishes it over MQTT and forgets it when the engine says that it ' +
        'is in the store. Broker and engine may be away meanwhile. HJ 212 knows no passwords worth ' +
        'the name: listen on an address that only the loggers can reach.',
    )
    .requiredOption('--hj212-port <port>', 'TCP port for the loggers; 0: any free port', port)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(
      new Option('--station <MN=station>', 'station of a logger; once for each')
        .argParser(pair)
        .default(new Map(), 'those of the network'),
    )
    .option('--network <folder>', 'network whose registrations name stations (QINGLIU_NETWORK)')
    .addOption(new Option('--mqtt <url>', 'broker').env('MQTT_URL'))
    .option('--spool <file>', 'file that keeps what has no receipt yet', 'hj212.spool')
    .addHelpText(
      'after',
      '\nExample (while `npm start` runs):\n' +
        '  npx qingliu gateway --hj212-port 9212 --station 310118A00001000000000A01=jinze-reservoir\n',
    )
    .action(async (flags: Flags) => {
      try {
        await gatewayCommand(flags)
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        console.error(describeFailure(error))
        process.exit(2)
      }
    })
}

async function gatewayCommand(flags: Flags): Promise<void> {
  const loggers = loadLoggers(flags)
  const mqttUrl = brokerUrl(flags.mqtt)
  const spoolPath = resolve(flags.spool)
  await lockSpool(spoolPath)
  const trouble = createTroubleLines()
  const gateway = await openGateway({
    ...loggers,
    ...{ host: flags.host, port: flags.hj212Port, mqttUrl, spoolPath, report: trouble.print },
    onFailure: (error) => {
      console.error(describeFailure(error))
      void gateway.close().finally(() => process.exit(1))
    },
  })
  closeWithGrace({ delay: limits.closeMs, logger: false }, async ({ err, signal }) => {
    if (err) console.error(describeFailure(err))
    if (signal) console.log(`${signal}: what has no receipt stays in the spool`)
    const wasConnected = gateway.isConnected()
    await gateway.close()
    console.log(stateLine(gateway, trouble, wasConnected))
  })
  const { waiting } = gateway.counts()
  const count = new Set(loggers.stations.values()).size
  console.log(
    `listening hj212://${flags.host}:${gateway.port} for ${count} stations, broker ` +
      `${withoutCredentials(mqttUrl)}, spool ${spoolPath} with ${waiting} frames waiting`,
  )
  setInterval(() => console.log(stateLine(gateway, trouble, gateway.isConnected())), minuteMs)
}

type Loggers = {
  readonly stations: ReadonlyMap<string, string>
  readonly checksumOf?: (arrived: Uint8Array) => ChecksumTest
}

/** Who sends for which station: by the network, by `--station`, or both, the latter first. */
function loadLoggers(flags: Flags): Loggers {
  const isByNetwork = flags.network !== undefined || flags.station.size === 0
  const all = isByNetwork ? loadNetwork(networkFolder(flags.network)).stations : []
  const registered = all.filter((station) => station.hj212 !== null)
  const stations = new Map(registered.map(({ id, hj212 }) => [hj212?.mn ?? '', id]))
  for (const [mn, station] of flags.station) stations.set(mn, station)
  if (stations.size === 0) {
    throw new AppError('config', 'expected a station with a logger, in the network or by --station')
  }
  const ciphers = plainSummed(registered)
  if (ciphers.size === 0) return { stations }
  const sourceOf = (mn: string | null) => ciphers.get(mn ?? '') ?? null
  return { stations, checksumOf: (arrived) => checksumBySource(arrived, sourceOf) }
}

/** As given, else as set for the engine; the shipped network is found from anywhere. */
function networkFolder(given: string | undefined): string {
  const set = given ?? process.env['QINGLIU_NETWORK'] ?? 'fixtures/network'
  return existsSync(set) ? set : join(packageFolder, set)
}

/** By MN, the stations whose checksum is over the plain text, so that it takes their key. */
function plainSummed(registered: readonly Station[]): ReadonlyMap<string, CipherSource> {
  const plain = registered.filter(({ hj212 }) => {
    return hj212?.crcOver === 'plain' && hj212.sm4KeyFrom !== null
  })
  const decrypt = loadHj212Keys(plain, process.env)
  return new Map(
    plain.map(({ id, hj212 }) => {
      const decipher = (bytes: Uint8Array) => decrypt(id, bytes)
      return [hj212?.mn ?? '', { crcOver: 'plain', decipher }]
    }),
  )
}

/** Two processes on one spool would write over each other. */
async function lockSpool(path: string): Promise<void> {
  const folder = `${path}.lock`
  try {
    mkdirSync(folder, { recursive: true })
    await lockFolder(folder)
  } catch (cause) {
    const isTaken = cause instanceof AppError && cause.code === 'store-locked'
    const why = isTaken ? 'is in use by another gateway' : `cannot be locked in ${dirname(path)}`
    throw new AppError('spool-file', `spool ${path} ${why}`, cause)
  }
}

type TroubleLines = ReturnType<typeof createTroubleLines>

/** Prints lines of trouble up to a number, and counts the others until they are asked for. */
function createTroubleLines() {
  let printed = 0
  let leftOut = 0
  return {
    print: (line: string) => {
      if (printed < troubleLinesMax) console.error(line)
      else leftOut += 1
      printed += 1
    },
    takeLeftOut: () => {
      const count = leftOut
      printed = 0
      leftOut = 0
      return count
    },
  }
}

function stateLine(gateway: Gateway, trouble: TroubleLines, isConnected: boolean): string {
  const { received, answered, published, receipted, waiting, ...rest } = gateway.counts()
  const also: readonly (readonly [number, string])[] = [
    [rest.stray, 'without a station'],
    [rest.broken, 'broken'],
    [rest.refused, 'refused, spool full'],
    [trouble.takeLeftOut(), 'lines left out'],
  ]
  return [
    `frames received ${received}, answered ${answered}, published ${published}`,
    `receipted ${receipted}, waiting ${waiting}`,
    ...also.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`),
    ...(isConnected ? [] : ['broker away']),
  ].join(', ')
}

function brokerUrl(given: string | undefined): string {
  const url = given ?? `mqtt://127.0.0.1:${process.env['QINGLIU_MQTT_PORT'] ?? '1883'}`
  const isBroker = URL.canParse(url) && /^(?:mqtts?|wss?):$/.test(new URL(url).protocol)
  if (isBroker) return url
  throw new AppError('config', '--mqtt: expected a URL starting with mqtt:// or mqtts://')
}

function withoutCredentials(url: string): string {
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}

function port(text: string): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number <= 65_535) return number
  throw new InvalidArgumentError('expected a whole number from 0 to 65535')
}

function pair(text: string, pairs: ReadonlyMap<string, string>): Map<string, string> {
  const split = text.indexOf('=')
  const [mn, station] = [text.slice(0, split), text.slice(split + 1)]
  if (split < 1 || !/^[A-Za-z0-9_-]+$/.test(station)) {
    throw new InvalidArgumentError('expected MN=STATION')
  }
  if (pairs.has(mn)) throw new InvalidArgumentError(`${mn} is given twice`)
  return new Map(pairs).set(mn, station)
}
