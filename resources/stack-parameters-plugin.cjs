'use strict';

// What the framework leaves out for parameters of the stack.
module.exports = class StackParameters {
  constructor(serverless) {
    this.serverless = serverless;
    this.hooks = {
      'after:package:initialize': () => this.declare(),
      'before:aws:deploy:deploy:createStack': () => this.withoutOwn(),
      'before:rollback:rollback': () => this.withoutOwn(),
    };
  }

  /** A new stack is first created with its bucket alone, and CloudFormation refuses values of parameters that are not there. */
  declare() {
    const { provider, resources } = this.serverless.service;
    const { coreCloudFormationTemplate: first } = provider;
    if (first) first.Parameters = structuredClone(resources.Parameters);
  }

  /** Only the deployment knows the account. */
  async withoutOwn() {
    const { withoutOwn } = await import('./stack-parameters.ts');
    const { provider } = this.serverless.service;
    const aws = this.serverless.getProvider('aws');
    const own = { account: await aws.getAccountId(), region: aws.getRegion() };
    provider.stackParameters = withoutOwn(provider.stackParameters ?? [], own);
  }
};
