import type { Command } from 'commander'
import { registerRulesPlan } from './rules-plan.ts'
import { registerRulesTest } from './rules-test.ts'

/** `qingliu rules`: what rules do, told before they are applied. */
export function registerRules(program: Command): void {
  const rules = program.command('rules').description('try warning rules before they are applied')
  registerRulesTest(rules)
  registerRulesPlan(rules)
}
