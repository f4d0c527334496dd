import type {
  CreatePullThroughCacheRuleResponse,
  DeletePullThroughCacheRuleResponse,
  DescribePullThroughCacheRulesResponse,
  UpdatePullThroughCacheRuleResponse,
  ValidatePullThroughCacheRuleResponse,
} from '@aws-sdk/client-ecr';
import { z } from 'zod';
import { takePage } from '../../service/pages.ts';
import { declareOperations, type Operation } from '../../service/service.ts';
import { linking, passing, requireAllowed } from '../asked-of-caller.ts';
import { invalidInput, invalidToken } from '../errors.ts';
import type { Ecr } from '../model/ecr.ts';
import { refusePagingWith } from '../paging.ts';
import { ruleView } from '../repositories/views.ts';
import { inRegistry, newRule, onRule, paging, ruleAccess, rulePrefix } from '../schemas.ts';
import { createRule, deleteRule, requireRule, ruleFailure, updateRule } from './rules.ts';

const { read, write } = declareOperations(invalidInput);

const ptc = 'pullthroughcache.ecr.amazonaws.com';

/** Each returns its own selection of a rule's members (API reference). */
export function ruleOperations(ecr: Ecr): Operation[] {
  const { registry } = ecr;
  return [
    write('CreatePullThroughCacheRule', newRule, (input, caller) => {
      requireAllowed(ecr, caller, [
        ...linking(ecr, ptc, registry.rules.size === 0),
        ...passing(input.customRoleArn, ptc),
      ]);
      const { updatedAt: _, ...view } = ruleView(registry, createRule(ecr, input));
      return view satisfies CreatePullThroughCacheRuleResponse;
    }),
    read('DescribePullThroughCacheRules', describedRules, (input) => {
      const prefixes = input.ecrRepositoryPrefixes;
      refusePagingWith('ecrRepositoryPrefixes', prefixes, input);
      const { items, ...rest } = prefixes
        ? { items: prefixes.map((prefix) => requireRule(registry, prefix)) }
        : takePage({
            scope: 'DescribePullThroughCacheRules',
            token: input.nextToken,
            limit: input.maxResults ?? 100,
            from: (after) => registry.rules.after(after),
            key: (rule) => rule.prefix,
            invalid: invalidToken,
          });
      const pullThroughCacheRules = items.map((rule) => ruleView(registry, rule));
      return { pullThroughCacheRules, ...rest } satisfies DescribePullThroughCacheRulesResponse;
    }),
    write('UpdatePullThroughCacheRule', onRule.extend(ruleAccess), (input, caller) => {
      requireAllowed(ecr, caller, passing(input.customRoleArn, ptc));
      const rule = updateRule(ecr, input.ecrRepositoryPrefix, input);
      const {
        createdAt: _,
        upstreamRegistryUrl: _url,
        upstreamRegistry: _name,
        ...view
      } = ruleView(registry, rule);
      return view satisfies UpdatePullThroughCacheRuleResponse;
    }),
    write('DeletePullThroughCacheRule', onRule, (input) => {
      const rule = deleteRule(registry, input.ecrRepositoryPrefix);
      const { updatedAt: _, upstreamRegistry: _name, ...view } = ruleView(registry, rule);
      return view satisfies DeletePullThroughCacheRuleResponse;
    }),
    read('ValidatePullThroughCacheRule', onRule, (input) => {
      const rule = requireRule(registry, input.ecrRepositoryPrefix);
      const failure = ruleFailure(ecr, rule);
      const {
        createdAt: _,
        updatedAt: _at,
        upstreamRegistry: _name,
        ...view
      } = ruleView(registry, rule);
      return {
        ...view,
        isValid: failure === undefined,
        failure,
      } satisfies ValidatePullThroughCacheRuleResponse;
    }),
  ];
}

const describedRules = inRegistry.extend({
  ecrRepositoryPrefixes: z.array(rulePrefix).min(1).max(100).optional(),
  ...paging,
});
