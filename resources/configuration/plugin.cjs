'use strict';

// The framework reads no TypeScript as a plugin: this calls activation.ts before and after a deployment.
module.exports = class Configuration {
  constructor(serverless, _options, { log }) {
    this.serverless = serverless;
    this.log = log;
    this.hooks = {
      initialize: () => this.check(),
      // The framework has printed what it has deployed, also where the stack was up to date.
      finalize: () => this.activate(),
    };
  }

  /** A registry.yml with problems ends the deployment before anything is packaged or changed. */
  async check() {
    if (!this.#isDeployment()) return;
    const { checked } = await import('./activation.ts');
    const note = (line) => this.log.warning(line);
    this.configuration = await this.#reported(() => checked(process.env, note));
  }

  async activate() {
    if (this.configuration === undefined) return;
    const { activateFor } = await import('./activation.ts');
    const aws = this.serverless.getProvider('aws');
    const stack = aws.naming.getStackName();
    // Region, credentials and proxy of the deployment.
    const settings = await aws.getAwsSdkV3Config();
    const lines = await this.#reported(() => activateFor({ settings, stack }, this.configuration));
    for (const line of lines) this.log.notice(line);
  }

  #isDeployment() {
    const { commands } = this.serverless.processedInput;
    return commands.join(' ') === 'deploy';
  }

  /** An error of the framework's class is printed without its stack trace. */
  async #reported(work) {
    try {
      return await work();
    } catch (error) {
      const known = ['NotDeployableError', 'NotActivatedError'];
      if (!known.includes(error.name)) throw error;
      throw new this.serverless.classes.Error(error.message, 'INVALID_CONFIGURATION');
    }
  }
};
