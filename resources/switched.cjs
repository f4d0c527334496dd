'use strict';

const rulesOf = require('./rules.cjs');

// The framework takes only true and false as `enabled` of a rule: this puts in a condition.
module.exports = async ({ resolveVariable }) => {
  const conditions = await resolveVariable('self:custom.enabledBy');
  const extensions = (await rulesOf(resolveVariable)).flatMap(({ key, logicalId }) => {
    if (!conditions[key]) return [];
    const State = { 'Fn::If': [conditions[key], 'ENABLED', 'DISABLED'] };
    return [[logicalId, { Properties: { State } }]];
  });
  return { extensions: Object.fromEntries(extensions) };
};
