'use strict';

// The framework reads no TypeScript as a resource file: this hands over what is made for each function.
module.exports = async ({ resolveVariable }) => {
  const { dashboard } = await import('./dashboard.ts');
  const { functionAlarms } = await import('./function-alarms.ts');
  const functions = Object.keys(await resolveVariable('self:functions'));
  return { Resources: { ...functionAlarms(functions), Dashboard: dashboard(functions) } };
};
