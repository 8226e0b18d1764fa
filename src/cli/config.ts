import type { Command } from 'commander'
import { masked, settingNames } from '../config/settings.ts'
import { settingsOrExit } from './settings-or-exit.ts'

/** `qingliu config`: what is in force and where each value came from, secrets masked. */
export function registerConfig(program: Command): void {
  program
    .command('config')
    .description('settings in force and where each value came from')
    .addHelpText('after', '\nExample:\n  QINGLIU_DEMO=off npx qingliu config')
    .action(() => {
      const { settings, origins } = settingsOrExit()
      const width = Math.max(...settingNames.map((name) => name.length))
      for (const name of settingNames) {
        const value = settings[name]
        const shown = value === undefined ? '(not set)' : masked(name, String(value))
        console.log(`${name.padEnd(width)}  ${shown}  (${origins[name]})`)
      }
    })
}
