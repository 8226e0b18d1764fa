import { describe } from 'vitest'
import { testDetector } from './contract.ts'
import { rhythm } from './rhythm.ts'

describe('rhythm', () => {
  testDetector(rhythm)
})
