import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { lockFolder } from './folder-lock.ts'

const home = mkdtempSync(join(tmpdir(), 'qingliu-lock-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

it('is held by one of many who ask at once, and free after it is given back', async () => {
  const asked = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(home)))
  const held = asked.filter((one) => one.status === 'fulfilled')
  expect(held).toHaveLength(1)
  await held[0]?.value()
  await (
    await lockFolder(home)
  )()
})

it('works for a folder whose path is too long for a socket', async () => {
  const folder = join(home, 'x'.repeat(120))
  const release = await lockFolder(folder)
  await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'store-locked' })
  await release()
})
