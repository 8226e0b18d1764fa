import { Command } from 'commander'
import { packageVersion } from '../package.ts'

/** Each with modules of its own: to load those of all takes a second. */
const commands = new Map<string, () => Promise<(program: Command) => void>>([
  ['start', async () => (await import('./start.ts')).registerStart],
  ['replay', async () => (await import('./replay.ts')).registerReplay],
  ['import', async () => (await import('./import.ts')).registerImport],
  ['gateway', async () => (await import('./gateway.ts')).registerGateway],
  ['detect', async () => (await import('./detect.ts')).registerDetect],
  ['backtest', async () => (await import('./backtest.ts')).registerBacktest],
  ['rules', async () => (await import('./rules.ts')).registerRules],
  ['config', async () => (await import('./config.ts')).registerConfig],
  ['doctor', async () => (await import('./doctor.ts')).registerDoctor],
  ['verify-log', async () => (await import('./verify-log.ts')).registerVerifyLog],
  ['evidence', async () => (await import('./evidence.ts')).registerEvidence],
  ['register', async () => (await import('./register.ts')).registerRegister],
  ['backup', async () => (await import('./backup.ts')).registerBackup],
  ['restore', async () => (await import('./restore.ts')).registerRestore],
])

/** Whether commander itself ended a command: an option, argument or command is wrong. */
function isMisused(code: string, exitCode: number): boolean {
  return exitCode !== 0 && code !== 'commander.error'
}

const program = new Command('qingliu')
  .description('清流 Qingliu: real-time water-quality early warning')
  .version(packageVersion)
  .showHelpAfterError('(--help says what a command takes)')
  // For every command: 1 says what a command found, such as a log that is broken.
  .exitOverride(({ code, exitCode }) => process.exit(isMisused(code, exitCode) ? 2 : exitCode))

const asked = process.argv[2] ?? 'start'
const named = commands.get(asked)
// Without this `start`, which is meant where nothing is asked, would take it for an argument.
if (named === undefined && asked !== 'help' && !asked.startsWith('-')) {
  program.error(`error: unknown command '${asked}'`, { exitCode: 2 })
}
for (const load of named === undefined ? commands.values() : [named]) {
  const register = await load()
  register(program)
}

await program.parseAsync()
