import { createRequire } from 'node:module';

/** The hooks of the plugin, by the name of the framework's event. */
export interface Plugin {
  hooks: Record<'initialize' | 'finalize', () => Promise<void>>;
}

/** An error of the framework, which it prints without a stack trace. */
export class FrameworkError extends Error {
  override name = 'ServerlessError' as const;
}

export interface Framework {
  /** As typed: `deploy`. */
  command: string;
  stack: string;
  /** What clients of the deployment are made with. */
  settings: object;
}

const require = createRequire(import.meta.url);

/** The plugin as the framework makes it, and what it prints. */
export function pluginIn({ command, stack, settings }: Framework) {
  const Plugin = require('../../../resources/configuration/plugin.cjs');
  const lines: string[] = [];
  const log = {
    notice: (line: string) => void lines.push(line),
    warning: (line: string) => void lines.push(`warning: ${line}`),
  };
  const aws = { naming: { getStackName: () => stack }, getAwsSdkV3Config: async () => settings };
  const framework = {
    processedInput: { commands: command.split(' ') },
    getProvider: () => aws,
    classes: { Error: FrameworkError },
  };
  const plugin = new Plugin(framework, {}, { log }) as Plugin;
  return { plugin, lines };
}
