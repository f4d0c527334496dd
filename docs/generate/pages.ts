import { alertsPage } from './alerts.ts';
import { architecturePage } from './architecture.ts';
import { commandsPage } from './commands.ts';
import { configurationPage } from './configuration.ts';
import { functionsPage } from './functions.ts';
import { parametersPage } from './parameters.ts';
import { declaredFunctions } from './service.ts';

/** The text of all generated pages, by path. */
export async function generatedPages(): Promise<Map<string, string>> {
  const functions = await declaredFunctions();
  return new Map([
    ['docs/reference/configuration.md', configurationPage()],
    ['docs/reference/commands.md', commandsPage()],
    ['docs/reference/alerts.md', alertsPage()],
    ['docs/reference/functions.md', functionsPage(functions)],
    ['docs/reference/parameters.md', parametersPage()],
    ['docs/architecture.md', architecturePage(functions)],
  ]);
}
