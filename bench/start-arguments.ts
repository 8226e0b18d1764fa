import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { packageFolder } from '../src/package.ts'

const { scripts } = z
  .object({ scripts: z.object({ start: z.string() }) })
  .parse(JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')))

/** What `npm start` gives to node itself. */
export const startArguments = scripts.start.split(' ').filter((word) => word.startsWith('--'))
