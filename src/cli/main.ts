import { Command } from 'commander'
import { packageVersion } from '../package.ts'
import { registerBackup } from './backup.ts'
import { registerBacktest } from './backtest.ts'
import { registerConfig } from './config.ts'
import { registerDetect } from './detect.ts'
import { registerDoctor } from './doctor.ts'
import { registerEvidence } from './evidence.ts'
import { registerGateway } from './gateway.ts'
import { registerImport } from './import.ts'
import { registerRegister } from './register.ts'
import { registerReplay } from './replay.ts'
import { registerRestore } from './restore.ts'
import { registerRules } from './rules.ts'
import { registerStart } from './start.ts'
import { registerVerifyLog } from './verify-log.ts'

const program = new Command('qingliu')
  .description('清流 Qingliu: real-time water-quality early warning')
  .version(packageVersion)
  .showHelpAfterError()

registerStart(program)
registerReplay(program)
registerImport(program)
registerGateway(program)
registerDetect(program)
registerBacktest(program)
registerRules(program)
registerConfig(program)
registerDoctor(program)
registerVerifyLog(program)
registerEvidence(program)
registerRegister(program)
registerBackup(program)
registerRestore(program)

await program.parseAsync()
