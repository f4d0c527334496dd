'use strict';

// The framework reads no TypeScript as a plugin: this hands the template that it has made to template.ts.
module.exports = class Company {
  constructor(serverless) {
    this.serverless = serverless;
    this.hooks = {
      initialize: () => this.tagStack(),
      'after:aws:package:finalize:mergeCustomProviderResources': () => this.changeTemplate(),
    };
  }

  /** CloudFormation gives the tags of a stack to each of its resources that can have tags. */
  async tagStack() {
    const { tags } = await this.read();
    const { provider } = this.serverless.service;
    if (Object.keys(tags).length > 0) provider.stackTags = { ...provider.stackTags, ...tags };
  }

  async changeTemplate() {
    const { forCompany } = await import('./template.ts');
    const { provider } = this.serverless.service;
    const company = await this.read();
    const aws = this.serverless.getProvider('aws');
    const place = { stack: aws.naming.getStackName(), region: aws.getRegion() };
    provider.compiledCloudFormationTemplate = this.#reported(() =>
      forCompany(provider.compiledCloudFormationTemplate, company, place),
    );
  }

  async read() {
    const { companyOf } = await import('./parameters.ts');
    const { unknownParameters } = await import('./known-parameters.ts');
    const { service, processedInput, configurationInput } = this.serverless;
    const typed = (processedInput.options.param ?? []).map((it) => it.split('=', 1)[0]);
    const declared = Object.values(configurationInput?.params ?? {}).flatMap(Object.keys);
    return this.#reported(() => {
      unknownParameters([...typed, ...declared]);
      return companyOf(service.custom.company);
    });
  }

  /** An error of the framework's class is printed without its stack trace. */
  #reported(work) {
    try {
      return work();
    } catch (error) {
      if (error.name !== 'ParameterError') throw error;
      throw new this.serverless.classes.Error(error.message, 'INVALID_PARAMETER');
    }
  }
};
