'use strict';

const {
  makeRuleName,
} = require('serverless/lib/plugins/aws/package/compile/events/event-bridge/utils');
const naming = require('serverless/lib/plugins/aws/lib/naming');

/** The rules of all functions: the key of the function, the event of serverless.yml, and the framework's logical id. */
module.exports = async (resolveVariable) => {
  const functions = await resolveVariable('self:functions');
  const stack = `${await resolveVariable('self:service')}-${await resolveVariable('sls:stage')}`;
  return Object.entries(functions).flatMap(([key, { events }]) =>
    events.map(({ eventBridge }, index) => {
      const name = makeRuleName({ functionName: `${stack}-${key}`, index: index + 1 });
      return { key, eventBridge, logicalId: naming.getEventBridgeRuleLogicalId(name) };
    }),
  );
};
