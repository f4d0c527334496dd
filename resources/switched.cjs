'use strict';

const rulesOf = require('./rules.cjs');

// The framework takes only true and false as `enabled` of a rule: this puts in a condition, and the state in which a rule
// gets the events that CloudTrail marks as read-only, as it does those of lifecycle policies that delete images.
const readOnly = 'PolicyExecutionEvent';

module.exports = async ({ resolveVariable }) => {
  const conditions = await resolveVariable('self:custom.enabledBy');
  const extensions = (await rulesOf(resolveVariable)).flatMap(({ key, eventBridge, logicalId }) => {
    if (eventBridge.pattern?.detail?.eventName?.includes(readOnly))
      return [
        [logicalId, { Properties: { State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' } }],
      ];
    if (!conditions[key]) return [];
    const State = { 'Fn::If': [conditions[key], 'ENABLED', 'DISABLED'] };
    return [[logicalId, { Properties: { State } }]];
  });
  return { extensions: Object.fromEntries(extensions) };
};
