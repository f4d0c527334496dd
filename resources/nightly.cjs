'use strict';

const {
  makeAndHashRuleName,
} = require('serverless/lib/plugins/aws/package/compile/events/event-bridge/utils');
const naming = require('serverless/lib/plugins/aws/lib/naming');

// The framework takes only text as a schedule: this puts in what nightly.ts makes, under the framework's names.
module.exports = async ({ resolveVariable }) => {
  const { spreadSchedules } = await import('./nightly.ts');
  const functions = await resolveVariable('self:functions');
  const stack = `${await resolveVariable('self:service')}-${await resolveVariable('sls:stage')}`;
  const schedules = Object.entries(functions).flatMap(([key, { events }]) =>
    events.flatMap(({ eventBridge: { schedule } }, index) => {
      const name = makeAndHashRuleName({ functionName: `${stack}-${key}`, index: index + 1 });
      return schedule ? [[naming.getEventBridgeRuleLogicalId(name), schedule]] : [];
    }),
  );
  return { extensions: spreadSchedules(schedules, await resolveVariable('self:provider.region')) };
};
