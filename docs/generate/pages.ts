import { commandsPage } from './commands.ts';
import { configurationPage } from './configuration.ts';

/** The pages that are generated, by their path, as they should be. */
export async function generatedPages(): Promise<Map<string, string>> {
  return new Map([
    ['docs/reference/configuration.md', configurationPage()],
    ['docs/reference/commands.md', commandsPage()],
  ]);
}
