import { Command } from 'commander'
import { packageVersion } from '../package.ts'
import { registerConfig } from './config.ts'
import { registerDoctor } from './doctor.ts'
import { registerReplay } from './replay.ts'
import { registerStart } from './start.ts'
import { registerVerifyLog } from './verify-log.ts'

const program = new Command('qingliu')
  .description('清流 Qingliu: real-time water-quality early warning')
  .version(packageVersion)
  .showHelpAfterError()

registerStart(program)
registerReplay(program)
registerConfig(program)
registerDoctor(program)
registerVerifyLog(program)

await program.parseAsync()
