'use strict';

const rulesOf = require('./rules.cjs');

// The framework takes only text as a schedule: this puts in what nightly.ts makes, under the framework's names.
module.exports = async ({ resolveVariable }) => {
  const { spreadSchedules } = await import('./nightly.ts');
  const schedules = (await rulesOf(resolveVariable)).flatMap(({ eventBridge, logicalId }) =>
    eventBridge.schedule ? [[logicalId, eventBridge.schedule]] : [],
  );
  return { extensions: spreadSchedules(schedules, await resolveVariable('self:provider.region')) };
};
