import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { parseClock } from '../clock.ts'
import { AppError } from '../domain/errors.ts'

const aPort = 'a whole number from 0 to 65535'
const port = z.coerce.number(aPort).int(aPort).min(0, aPort).max(65_535, aPort)
const someDays = 'whole days, 1 to 36500'
const days = z.coerce.number(someDays).int(someDays).min(1, someDays).max(36_500, someDays)
const someMegabytes = 'whole megabytes, 1 to 1000000'
const megabytes = z.coerce
  .number(someMegabytes)
  .int(someMegabytes)
  .min(1, someMegabytes)
  .max(1_000_000, someMegabytes)
const someOperators = 'a whole number from 1 to 1000'
const loopback = new Set(['127.0.0.1', '::1', 'localhost'])

const url = (protocols: readonly string[]) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `a URL starting with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    )

/** Every setting with its meaning, in one place; names are those of the environment. */
export const settingsSchema = z.object({
  QINGLIU_HTTP_PORT: port.default(8080).describe('HTTP port; 0: any free port'),
  QINGLIU_MQTT_PORT: port.default(1883).describe('port of the embedded broker; 0: any free port'),
  QINGLIU_HOST: z
    .string()
    .refine((host) => loopback.has(host), 'a loopback address until identity is configured')
    .default('127.0.0.1')
    .describe('address to listen on'),
  QINGLIU_DATA: z.string().min(1).default('./data').describe('folder of the embedded store'),
  QINGLIU_NETWORK: z
    .string()
    .min(1)
    .default('fixtures/network')
    .describe('folder with stations, river, parameters, limits'),
  QINGLIU_DEMO: z.enum(['on', 'off']).default('on').describe('the simulated network'),
  QINGLIU_EXERCISE: z
    .enum(['on', 'off'])
    .default('off')
    .describe(
      'alerts opened now are exercises; with the demo or a clock of its own they always are',
    ),
  QINGLIU_FORECASTS: z
    .enum(['on', 'off'])
    .default('on')
    .describe('fit and issue forecasts; off: those issued before are still answered'),
  QINGLIU_GUIDANCE_FOLDER: z
    .string()
    .min(1)
    .optional()
    .describe('folder whose files air-DATE.csv or .json are taken as guidance; absent: none'),
  QINGLIU_STANDBY: z
    .enum(['on', 'off'])
    .default('off')
    .describe(
      'on: several engines on one DATABASE_URL and MQTT_URL; one owns, the others serve and wait',
    ),
  QINGLIU_CLOCK: z
    .string()
    .refine((text) => parseClock(text) !== null, '<RFC 3339 start with offset>,<speed above 0>')
    .optional()
    .describe('one clock for simulator, engine, timers and deadlines'),
  QINGLIU_KEEP_REFUSALS_DAYS: days.default(400).describe('age at which refusals are purged'),
  QINGLIU_KEEP_REFUSALS_MB: megabytes
    .default(512)
    .describe('refusals kept at most, 2,000 of the largest; the oldest are purged'),
  QINGLIU_KEEP_RAW_DAYS: days.default(30).describe('age at which raw HJ 212 frames are purged'),
  QINGLIU_KEEP_RAW_MB: megabytes
    .default(2_048)
    .describe('raw frames kept at most: 30 days of 100 stations, 500 bytes a minute'),
  QINGLIU_COMPRESS_DAYS: days
    .default(30)
    .describe('age at which readings are compressed, where the licence of the store has it'),
  // Slow series sample each 4 h and need 24 days; 600 series each 5 min are 5 M readings in 30.
  QINGLIU_HISTORY_DAYS: days
    .default(30)
    .describe('days learned anew at the first start of a version that remembers otherwise'),
  QINGLIU_OPERATORS: z.coerce
    .number(someOperators)
    .int(someOperators)
    .min(1, someOperators)
    .max(1_000, someOperators)
    .default(1)
    .describe('people who look after alerts at once: the figures of the alarm system are per head'),
  QINGLIU_CAP_SENDER: z
    .string()
    .regex(/^[^\s,<&]{1,100}$/, 'a name such as water.example.org, without space, comma, < or &')
    .default('qingliu.invalid')
    .describe('sender of CAP messages, a domain name of yours'),
  QINGLIU_SMTP_URL: url(['smtp:', 'smtps:'])
    .optional()
    .describe('the server that takes mail, where routes.json has a route by mail'),
  QINGLIU_MAIL_FROM: z
    .email('an e-mail address')
    .optional()
    .describe('whom mail is from, where routes.json has a route by mail'),
  DATABASE_URL: url(['postgres:', 'postgresql:'])
    .optional()
    .describe('a TimescaleDB server instead of the embedded store'),
  MQTT_URL: url(['mqtt:', 'mqtts:', 'ws:', 'wss:'])
    .optional()
    .describe('a broker instead of the embedded one'),
})

export type Settings = z.infer<typeof settingsSchema>
export type SettingName = keyof Settings
export type SettingOrigin = 'environment' | 'file' | 'default'
export const settingNames = Object.keys(settingsSchema.shape) as SettingName[]
const settingsFile = 'qingliu.config.json'

/**
 * Settings in force: environment first, then `qingliu.config.json`, then defaults.
 *
 * @throws {AppError} code `settings`; one line per fault: setting, what was expected, what came
 */
export function loadSettings(
  environment: Readonly<Record<string, string | undefined>>,
  folder: string,
): { settings: Settings; origins: Readonly<Record<SettingName, SettingOrigin>> } {
  const file = readSettingsFile(`${folder}/${settingsFile}`)
  const given: Record<string, unknown> = {}
  const origins = {} as Record<SettingName, SettingOrigin>
  for (const name of settingNames) {
    const fromEnvironment = environment[name] === '' ? undefined : environment[name]
    given[name] = fromEnvironment ?? file[name]
    origins[name] =
      fromEnvironment !== undefined ? 'environment' : name in file ? 'file' : 'default'
  }
  const unknown = Object.keys(file).filter((name) => !(settingNames as string[]).includes(name))
  const parsed = settingsSchema.safeParse(given)
  const faults = [
    ...unknown.map((name) => `${name}: expected a known setting in ${settingsFile}, got ${name}`),
    ...(parsed.success
      ? standbyFaults(parsed.data)
      : parsed.error.issues.map((issue) => faultLine(issue, given))),
  ]
  if (faults.length > 0 || !parsed.success) throw new AppError('settings', faults.join('\n'))
  return { settings: parsed.data, origins }
}

/** Engines that stand in for one another share their store and their broker. */
function standbyFaults(settings: Settings): string[] {
  if (settings.QINGLIU_STANDBY === 'off') return []
  return (['DATABASE_URL', 'MQTT_URL'] as const)
    .filter((name) => settings[name] === undefined)
    .map((name) => `QINGLIU_STANDBY: expected ${name} beside it, got none`)
}

function faultLine(issue: z.core.$ZodIssue, given: Record<string, unknown>): string {
  const name = String(issue.path[0])
  const came = given[name]
  const expected = issue.message.replace(/^Invalid (input|option): expected /, '')
  return `${name}: expected ${expected}, got ${masked(name, JSON.stringify(came))}`
}

function readSettingsFile(path: string): Record<string, unknown> {
  if (!existsSync(path)) return {}
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    throw new AppError('settings', `${settingsFile}: expected a JSON object of settings`, cause)
  }
}

/** A value fit to be shown: credentials inside a URL are masked. */
export function masked(name: string, value: string): string {
  return name.endsWith('_URL') ? value.replace(/\/\/[^@/\s]*@/, '//***@') : value
}
