import { functionGate } from '../shared/actions/function-gate.ts';
import { repositoryEvent } from '../shared/baseline/events.ts';
import { baselineRules } from '../shared/baseline/rules.ts';
import { declaredPrefixes } from '../shared/config/schema/prefix.ts';
import { compileNaming } from '../shared/naming/rules.ts';
import { declaredRules, isDeclared } from '../shared/repositories/rules.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { clientsOf } from '../shared/steward/clients-of.ts';
import { configured } from '../shared/steward/configured.ts';
import { onRepositoryEvent } from '../shared/steward/on-repository.ts';
import { useReadingOfFunction } from '../shared/use/of-function.ts';

/** A repository was created or changed: reports an invalid name, and brings its settings in line. */
export const handler = wrap(
  repositoryEvent,
  configured((active) => {
    const { config } = active;
    const { ecr, notifier } = clientsOf(active);
    const { gate } = functionGate(ecr, active);
    const { repositories } = config;
    const rules = [
      declaredRules(repositories),
      baselineRules(config.baseline, (name) => isDeclared(repositories, name)),
    ];
    const use = useReadingOfFunction(ecr, config.use);
    const naming = compileNaming(config.naming);
    const cachePrefixes = declaredPrefixes(config);
    return (event, context) => {
      const run = { gate: gate(context), notifier: notifier() };
      return onRepositoryEvent({ ecr, rules, naming, cachePrefixes, use, ...run }, event);
    };
  }),
);
