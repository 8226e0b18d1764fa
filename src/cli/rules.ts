import type { Command } from 'commander'
import { registerRulesPlan } from './rules-plan.ts'
import { registerRulesTest } from './rules-test.ts'

/** `qingliu rules`: what rules do, told before they are applied. */
export function registerRules(program: Command): void {
  const rules = program
    .command('rules')
    .description('try warning rules before they are applied')
    .addHelpText(
      'after',
      '\nExample:\n' +
        '  npx qingliu rules test fixtures/scenarios/timelines/antimony-at-pingwang.json\n',
    )
  registerRulesTest(rules)
  registerRulesPlan(rules)
}
